/** The command {@code simulate}: what a change would do, as a table, as JSON, as a picture. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.examples.simulate;

import javax.annotation.ParametersAreNonnullByDefault;
