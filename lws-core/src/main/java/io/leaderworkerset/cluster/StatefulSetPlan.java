package io.leaderworkerset.cluster;

import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/**
 * What a StatefulSet controller does in one pass.
 *
 * @param decisions in the order in which they are carried out; no pod appears twice
 * @param status the status to write if it differs from the stored one
 * @param recheckAt when a ready pod becomes available and the set has to be looked at again; null
 *     if only a change of an object makes that necessary
 */
public record StatefulSetPlan(
    List<PodDecision> decisions, StatefulSetStatus status, @Nullable Instant recheckAt) {}
