/**
 * An in-memory Kubernetes API over HTTP on loopback; {@link
 * io.leaderworkerset.testkit.apiserver.EmbeddedApiServer} is the way in.
 *
 * <p>Where it knowingly differs from a real API server: quantities are stored as they were written;
 * custom resources are not validated against their schema (hooks do that); {@code fieldValidation}
 * is accepted and not acted on; Services get no cluster IP they did not ask for; one version of a
 * resource is served; nobody is authenticated; OpenAPI documents describe no schemas.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.testkit.apiserver;

import javax.annotation.ParametersAreNonnullByDefault;
