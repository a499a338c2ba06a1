/** Says why a set is not as it should be, and what would let it go on. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.plan.explain;

import javax.annotation.ParametersAreNonnullByDefault;
