/** The standalone manager and its command line. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.examples.manager;

import javax.annotation.ParametersAreNonnullByDefault;
