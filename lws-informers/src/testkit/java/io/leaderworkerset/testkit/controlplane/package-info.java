/**
 * A real Kubernetes control plane for tests: etcd, kube-apiserver and, where their binaries are
 * there, kube-controller-manager and kube-scheduler, on loopback.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.testkit.controlplane;

import javax.annotation.ParametersAreNonnullByDefault;
