/** The demo: LeaderWorkerSets through their life on an embedded cluster, each step checked. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.examples.demo;

import javax.annotation.ParametersAreNonnullByDefault;
