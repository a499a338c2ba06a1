package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/**
 * A container of which there is something to say: it restarted, it waits for a reason, or it ended.
 * Containers that simply run are not recorded.
 *
 * @param name the container's name
 * @param init whether it is an init container
 * @param restarts its restart count
 * @param waitingReason why it waits, such as ImagePullBackOff or CrashLoopBackOff; null if it does
 *     not
 * @param exitCode exit code of the last run that ended; null if none ended
 * @param exitReason reason of that end, such as OOMKilled; null if not given
 */
public record ContainerTrouble(
    String name,
    boolean init,
    int restarts,
    @Nullable String waitingReason,
    @Nullable Integer exitCode,
    @Nullable String exitReason) {}
