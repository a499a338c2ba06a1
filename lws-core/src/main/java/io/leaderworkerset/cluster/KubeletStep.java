package io.leaderworkerset.cluster;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * A pod after its kubelet looked at it.
 *
 * @param run the pod now
 * @param wakeAt when it has to be looked at again; null if nothing will happen by itself
 */
public record KubeletStep(PodRun run, @Nullable Instant wakeAt) {}
