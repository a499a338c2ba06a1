/** Leader election by a Lease. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.election;

import javax.annotation.ParametersAreNonnullByDefault;
