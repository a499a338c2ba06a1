/** Kubernetes events, recorded without ever holding up the work they tell about. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.events;

import javax.annotation.ParametersAreNonnullByDefault;
