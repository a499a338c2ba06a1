/** A reconcile, top to bottom: observe, plan, apply, report. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.informers.reconcile;

import javax.annotation.ParametersAreNonnullByDefault;
