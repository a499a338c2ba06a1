/**
 * The vocabulary of LeaderWorkerSet: labels, annotations, environment variables, policies, keys and
 * subgroup numbers. Nothing here may ever change its value.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.identity;

import javax.annotation.ParametersAreNonnullByDefault;
