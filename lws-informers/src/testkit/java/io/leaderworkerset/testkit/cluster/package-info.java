/**
 * What runs around a Kubernetes API server, played in process: StatefulSet controller, garbage
 * collector, scheduler, node lifecycle, claims and kubelets.
 *
 * <p>{@link io.leaderworkerset.testkit.cluster.ClusterFunctions} runs the controllers, {@link
 * io.leaderworkerset.testkit.cluster.Kubelets} the nodes; both work through {@link
 * io.leaderworkerset.testkit.api.ClusterApi} and decide with {@code io.leaderworkerset.cluster}.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.testkit.cluster;

import javax.annotation.ParametersAreNonnullByDefault;
