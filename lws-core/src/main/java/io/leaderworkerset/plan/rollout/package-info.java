/** Partition and replicas of the leader StatefulSet during a rolling update. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.plan.rollout;

import javax.annotation.ParametersAreNonnullByDefault;
