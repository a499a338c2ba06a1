package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/**
 * The node a leader pod is bound to.
 *
 * @param name the node's name
 * @param topologyValue value of the label that the exclusive placement names; null if the node does
 *     not carry it
 */
public record NodeObservation(String name, @Nullable String topologyValue) {}
