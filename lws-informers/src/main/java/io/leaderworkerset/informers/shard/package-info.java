/** Sets divided among several managers. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.shard;

import javax.annotation.ParametersAreNonnullByDefault;
