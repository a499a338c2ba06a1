/** What a cluster shows, as immutable values: the only input of planning. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.observe;

import javax.annotation.ParametersAreNonnullByDefault;
