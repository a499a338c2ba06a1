/** A thin base on the official ApiClient: addresses, timeouts, streams and one kind of error. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.http;

import javax.annotation.ParametersAreNonnullByDefault;
