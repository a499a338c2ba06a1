package io.leaderworkerset.informers.observe;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.manifest.Revisions;
import io.leaderworkerset.manifest.SpecReader;
import io.leaderworkerset.manifest.Statuses;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.SetStatus;
import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;

/**
 * A set, with what is computed once for each intent: a status write makes a new version of the
 * object, but asks for nothing new.
 *
 * @param ref which set
 * @param set the object
 * @param generation its generation
 * @param deleting whether it is being deleted
 * @param invalid what is wrong with it; empty if it is valid
 * @param rollout the rollout's numbers; of an empty set if it is not valid
 * @param liveKey revision key of its spec
 * @param liveFingerprint canonical text of its spec's revision data
 * @param status its status, as planning compares it
 */
record SetView(
    SetRef ref,
    LeaderWorkerSet set,
    long generation,
    boolean deleting,
    List<String> invalid,
    RolloutSpec rollout,
    String liveKey,
    String liveFingerprint,
    SetStatus status) {
  /**
   * Returns the view of a set.
   *
   * @param before the view of an earlier version; null if there is none
   */
  static SetView of(LeaderWorkerSet set, ObjectId id, @Nullable SetView before) {
    if (before != null && before.asksTheSame(set)) {
      return new SetView(
          before.ref,
          set,
          before.generation,
          set.metadata().getDeletionTimestamp() != null,
          before.invalid,
          before.rollout,
          before.liveKey,
          before.liveFingerprint,
          Statuses.of(set.status()));
    }
    return compute(set, id, before);
  }

  /**
   * Returns the view of a set.
   *
   * @param alike the view of any set: what depends on the template only is taken from it, if both
   *     have the very same; null if there is none
   */
  static SetView compute(LeaderWorkerSet set, ObjectId id, @Nullable SetView alike) {
    String key;
    String fingerprint;
    if (alike != null && alike.hasTemplateOf(set)) {
      key = alike.liveKey;
      fingerprint = alike.liveFingerprint;
    } else {
      JsonObject data = Revisions.data(set);
      key = Revisions.key(Revisions.dataText(data));
      fingerprint = Revisions.fingerprint(data);
    }
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
        key,
        fingerprint,
        Statuses.of(set.status()));
  }

  /** Whether that is the very template, as where someone changes a set and not a text. */
  private boolean hasTemplateOf(LeaderWorkerSet other) {
    return set.spec().leaderWorkerTemplate() == other.spec().leaderWorkerTemplate()
        && set.spec().networkConfig() == other.spec().networkConfig();
  }

  /** Whether the other view is of the same object, and asks for the same. */
  boolean asksTheSame(@Nullable SetView other) {
    return other != null && asksTheSame(other.set);
  }

  private boolean asksTheSame(LeaderWorkerSet other) {
    V1ObjectMeta mine = set.metadata();
    V1ObjectMeta theirs = other.metadata();
    return mine.getGeneration() != null // whoever serves no generations gets no short cut
        && mine.getGeneration().equals(theirs.getGeneration())
        && Objects.equals(mine.getUid(), theirs.getUid())
        && Objects.equals(mine.getLabels(), theirs.getLabels())
        && Objects.equals(mine.getAnnotations(), theirs.getAnnotations())
        && Objects.equals(mine.getDeletionTimestamp(), theirs.getDeletionTimestamp());
  }
}
