/**
 * A cluster in virtual time: the real planners and caches of a manager, with everything around them
 * as functions of a seed.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.testkit.virtual;

import javax.annotation.ParametersAreNonnullByDefault;
