/** When a group is recreated as a whole. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.plan.restart;

import javax.annotation.ParametersAreNonnullByDefault;
