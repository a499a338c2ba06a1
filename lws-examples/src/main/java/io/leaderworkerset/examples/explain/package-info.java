/** The command {@code explain}: why a set is not as it should be. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.examples.explain;

import javax.annotation.ParametersAreNonnullByDefault;
