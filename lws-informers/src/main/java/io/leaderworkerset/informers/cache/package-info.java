/**
 * List and watch into slim immutable objects, on the official informer with its known defects
 * guarded.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.cache;

import javax.annotation.ParametersAreNonnullByDefault;
