/** What the controllers count and measure, behind one small interface. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.metrics;

import javax.annotation.ParametersAreNonnullByDefault;
