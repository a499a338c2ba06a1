package io.leaderworkerset.cluster;

import java.util.List;

/**
 * One StatefulSet and its pods, as its controller sees them.
 *
 * @param spec what is wanted
 * @param generation {@code metadata.generation}
 * @param deleting whether the set carries a deletionTimestamp
 * @param currentRevision name of the revision for pods below the partition; the update revision if
 *     the set has no other
 * @param updateRevision name of the revision of the live template
 * @param maxUnavailableGate whether the feature gate MaxUnavailableStatefulSet is on
 * @param pods the set's own pods, in any order, one per ordinal; not copied
 */
public record StatefulSetState(
    StatefulSetSpec spec,
    long generation,
    boolean deleting,
    String currentRevision,
    String updateRevision,
    boolean maxUnavailableGate,
    List<StatefulSetPod> pods) {}
