/**
 * What admission does, as pure functions: defaulting and validation of sets, and the changes that
 * make a pod a member of its group. None changes its input.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.admission;

import javax.annotation.ParametersAreNonnullByDefault;
