/**
 * Keyed work: delays that lose nothing, back-off per key, a pool of workers that can be stopped.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.queue;

import javax.annotation.ParametersAreNonnullByDefault;
