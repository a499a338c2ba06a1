/** What a change of a manifest would do, before anything is done. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.manifest.change;

import javax.annotation.ParametersAreNonnullByDefault;
