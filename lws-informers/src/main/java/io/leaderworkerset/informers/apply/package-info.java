/** The only place that writes to the cluster. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.apply;

import javax.annotation.ParametersAreNonnullByDefault;
