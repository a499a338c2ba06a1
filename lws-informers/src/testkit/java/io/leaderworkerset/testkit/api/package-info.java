/** What the test kit's cluster functions need of an API server, in process. */
@ParametersAreNonnullByDefault
package io.leaderworkerset.testkit.api;

import javax.annotation.ParametersAreNonnullByDefault;
