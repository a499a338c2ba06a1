/** An in-memory Kubernetes API over HTTP on loopback. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.testkit.apiserver;

import javax.annotation.ParametersAreNonnullByDefault;
