/** Small helpers over Gson's tree: null-safe access, copying, canonical bytes. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.json;

import javax.annotation.ParametersAreNonnullByDefault;
