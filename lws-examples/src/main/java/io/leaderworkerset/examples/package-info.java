/** The standalone manager and small examples. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.examples;

import javax.annotation.ParametersAreNonnullByDefault;
