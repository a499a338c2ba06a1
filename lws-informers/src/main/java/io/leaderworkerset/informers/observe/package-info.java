/**
 * Reads what informers deliver into slim records, keeps them by set and group, and observes them.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.observe;

import javax.annotation.ParametersAreNonnullByDefault;
