/** Runs a rollout in virtual time: the planner itself against the rules of StatefulSets. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.plan.simulate;

import javax.annotation.ParametersAreNonnullByDefault;
