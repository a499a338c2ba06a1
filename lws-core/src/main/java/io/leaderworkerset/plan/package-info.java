/** Turns observations into plans: what to do, what to report, and what it waits for. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.plan;

import javax.annotation.ParametersAreNonnullByDefault;
