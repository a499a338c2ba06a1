/** Measures what the manager costs: requests, CPU, heap and latency, phase by phase. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.examples.bench;

import javax.annotation.ParametersAreNonnullByDefault;
