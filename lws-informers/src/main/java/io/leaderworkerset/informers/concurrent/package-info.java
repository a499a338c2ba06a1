/** Daemon threads, back-off and a token bucket: small parts without any Kubernetes in them. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.concurrent;

import javax.annotation.ParametersAreNonnullByDefault;
