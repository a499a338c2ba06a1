/** What single steps cost, measured with JMH. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.examples.benchmarks;

import javax.annotation.ParametersAreNonnullByDefault;
