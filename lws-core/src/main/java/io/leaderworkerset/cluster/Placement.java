package io.leaderworkerset.cluster;

import javax.annotation.Nullable;

/**
 * The scheduler's answer for one pod.
 *
 * @param pod the key of the pod
 * @param node the node it goes to; null if it fits nowhere
 * @param message why it fits nowhere, in the scheduler's words; empty if it does fit
 */
public record Placement(String pod, @Nullable String node, String message) {}
