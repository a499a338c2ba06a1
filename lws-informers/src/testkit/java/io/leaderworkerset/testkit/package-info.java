/** An embedded Kubernetes API and cluster for tests. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.testkit;

import javax.annotation.ParametersAreNonnullByDefault;
