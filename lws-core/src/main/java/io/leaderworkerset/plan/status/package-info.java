/** What a set's status says. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.plan.status;

import javax.annotation.ParametersAreNonnullByDefault;
