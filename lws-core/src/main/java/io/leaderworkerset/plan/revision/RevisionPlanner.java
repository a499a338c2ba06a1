package io.leaderworkerset.plan.revision;

import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.plan.revision.RevisionDecision.NewRevision;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/**
 * Decides which revision a set is at. Revisions are compared by meaning (their fingerprints), so
 * that another serialisation of the same template never restarts a pod.
 */
public final class RevisionPlanner {
  private RevisionPlanner() {}

  /**
   * Returns the revision that the set should get to.
   *
   * <p>Without a leader StatefulSet it is the live spec's. With one, its label names the current
   * revision; if that ControllerRevision is missing it is made again under the same key, and the
   * template counts as not updated. If the live spec means something else, it is the revision that
   * means the same as the live spec: one that exists already (a rollback, or a creation whose apply
   * failed) before a new one.
   *
   * @param current the revision key on the leader StatefulSet; null if there is no leader
   *     StatefulSet or it carries none
   * @param liveKey the key of the live spec
   * @param liveFingerprint the canonical text of the live spec
   * @param revisions the set's revisions, in any order
   */
  public static RevisionDecision decide(
      @Nullable String current,
      String liveKey,
      String liveFingerprint,
      List<RevisionObservation> revisions) {
    RevisionObservation same = bestMatch(liveKey, liveFingerprint, revisions);
    if (current == null) {
      return same == null
          ? new RevisionDecision(liveKey, false, new NewRevision(liveKey, nextNumber(revisions)))
          : new RevisionDecision(same.key(), false, null);
    }
    boolean isThere = false;
    for (RevisionObservation each : revisions) {
      if (each.key().equals(current)) {
        if (each.fingerprint().equals(liveFingerprint)) {
          return new RevisionDecision(current, false, null);
        }
        isThere = true;
      }
    }
    if (!isThere) {
      return new RevisionDecision(current, false, new NewRevision(current, nextNumber(revisions)));
    }
    return same == null
        ? new RevisionDecision(liveKey, true, new NewRevision(liveKey, nextNumber(revisions)))
        : new RevisionDecision(same.key(), true, null);
  }

  /**
   * Returns the revisions that no group needs any more, oldest first. Of several with one key that
   * mean the same, as two managers at once may make them, the newest is kept. One that has the key
   * to keep and does not mean what it stands for, as a manager may make it whose cache is behind,
   * is not needed if one is there that does.
   *
   * @param key the revision to keep
   * @param fingerprint what it stands for
   * @param inUse revision keys that pods or StatefulSets still carry, kept too
   * @param revisions the set's revisions
   */
  public static List<RevisionObservation> removable(
      String key, String fingerprint, Set<String> inUse, List<RevisionObservation> revisions) {
    boolean isThere =
        revisions.stream()
            .anyMatch(r -> r.key().equals(key) && r.fingerprint().equals(fingerprint));
    return revisions.stream()
        .filter(
            r ->
                (!r.key().equals(key) && !inUse.contains(r.key()))
                    || (isThere && r.key().equals(key) && !r.fingerprint().equals(fingerprint))
                    || revisions.stream().anyMatch(other -> isNewerCopy(other, r)))
        .sorted(Comparator.comparingLong(RevisionObservation::number))
        .collect(Collectors.toUnmodifiableList());
  }

  private static boolean isNewerCopy(RevisionObservation other, RevisionObservation of) {
    return other.key().equals(of.key())
        && other.fingerprint().equals(of.fingerprint())
        && (other.number() > of.number()
            || (other.number() == of.number() && other.uid().compareTo(of.uid()) > 0));
  }

  @Nullable
  private static RevisionObservation bestMatch(
      String liveKey, String liveFingerprint, List<RevisionObservation> revisions) {
    RevisionObservation best = null;
    for (RevisionObservation each : revisions) {
      if (each.fingerprint().equals(liveFingerprint)
          && (best == null || !isBetter(best, each, liveKey))) {
        best = each;
      }
    }
    return best;
  }

  private static boolean isBetter(RevisionObservation a, RevisionObservation b, String liveKey) {
    boolean ofKey = a.key().equals(liveKey);
    return ofKey == b.key().equals(liveKey) ? a.number() > b.number() : ofKey;
  }

  private static long nextNumber(List<RevisionObservation> revisions) {
    return revisions.stream().mapToLong(RevisionObservation::number).max().orElse(0) + 1;
  }
}
