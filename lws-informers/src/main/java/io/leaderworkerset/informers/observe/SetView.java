package io.leaderworkerset.informers.observe;

import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.manifest.Revisions;
import io.leaderworkerset.manifest.SpecReader;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetRef;
import java.util.List;

/**
 * A set, with what is computed once for each version of it.
 *
 * @param ref which set
 * @param set the object
 * @param generation its generation
 * @param deleting whether it is being deleted
 * @param invalid what is wrong with it; empty if it is valid
 * @param rollout the rollout's numbers; of an empty set if it is not valid
 * @param liveKey revision key of its spec
 * @param liveFingerprint canonical text of its spec's revision data
 */
record SetView(
    SetRef ref,
    LeaderWorkerSet set,
    long generation,
    boolean deleting,
    List<String> invalid,
    RolloutSpec rollout,
    String liveKey,
    String liveFingerprint) {
  static SetView of(LeaderWorkerSet set, ObjectId id) {
    List<String> invalid =
        Validation.validate(set, null).stream().map(FieldError::message).toList();
    Long generation = set.metadata().getGeneration();
    return new SetView(
        new SetRef(id.namespace(), id.name(), id.uid()),
        set,
        generation == null ? 0 : generation,
        set.metadata().getDeletionTimestamp() != null,
        invalid,
        invalid.isEmpty() ? SpecReader.rollout(set) : new RolloutSpec(0, 0, 0, 0),
        Revisions.key(set),
        Revisions.fingerprint(Revisions.data(set)));
  }
}
