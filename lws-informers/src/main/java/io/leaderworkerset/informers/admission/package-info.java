/**
 * The webhooks over HTTPS: a server for them, the certificates it serves with, and the registration
 * of both with the API server.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.admission;

import javax.annotation.ParametersAreNonnullByDefault;
