/** Informer-based LeaderWorkerSet controllers. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers;

import javax.annotation.ParametersAreNonnullByDefault;
