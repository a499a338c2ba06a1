/**
 * What a Kubernetes cluster does by itself, as pure functions: records in, decisions out.
 *
 * <p>StatefulSets, garbage collection, scheduling, kubelets and node loss, as Kubernetes 1.36 does
 * them. Nothing here reads a clock, starts a thread or knows JSON, so that the same functions run
 * in the test kit's cluster and, millions of times, in virtual time.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.cluster;

import javax.annotation.ParametersAreNonnullByDefault;
