/** Turns sets and intents into the JSON of Kubernetes objects, and reads them back. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.manifest;

import javax.annotation.ParametersAreNonnullByDefault;
