/**
 * The LeaderWorkerSet API types: immutable values that read and write the same through the official
 * client's Gson, a plain Gson, and YAML. Pod and claim templates are kept as the JSON they came as.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.api;

import javax.annotation.ParametersAreNonnullByDefault;
