/** Which revision a set is at, and whether its template changed. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.plan.revision;

import javax.annotation.ParametersAreNonnullByDefault;
