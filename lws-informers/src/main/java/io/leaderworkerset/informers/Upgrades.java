package io.leaderworkerset.informers;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.SeenSet;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.manifest.LeaderStatefulSets;
import io.leaderworkerset.manifest.LiveClaims;
import io.leaderworkerset.manifest.OwnedFields;
import io.leaderworkerset.manifest.change.UpgradeImpact;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this version would do to a set as a state shows it. */
final class Upgrades {
  private Upgrades() {}

  static Optional<UpgradeImpact> of(SetKey key, Observer observer, String fieldManager) {
    SeenSet seen = observer.observe(key);
    if (seen == null) {
      return Optional.empty();
    }
    Map<String, LeaderWorkerSet> atRevision = new HashMap<>();
    for (GroupSummary each : seen.observation().groups()) {
      String revision = each.leaderRevision();
      LeaderWorkerSet stored = seen.state().atRevision(revision);
      if (revision != null && stored != null) {
        atRevision.put(revision, stored);
      }
    }
    return Optional.of(
        UpgradeImpact.of(seen.observation(), seen.set(), atRevision, written(seen, fieldManager)));
  }

  /** Fields of the leader StatefulSet that an apply at its own revision would change. */
  private static List<String> written(SeenSet seen, String fieldManager) {
    JsonObject live = seen.leaderSet();
    LeaderSetObservation numbers = seen.observation().leaderSet();
    if (live == null
        || numbers == null
        || numbers.foreignOwner() != null
        || !seen.observation().invalid().isEmpty()) {
      return List.of();
    }
    String key = numbers.revisionKey();
    LeaderWorkerSet stored = seen.state().atRevision(key);
    JsonObject desired =
        LeaderStatefulSets.build(
            stored == null ? seen.set() : stored,
            numbers.partition(),
            numbers.replicas(),
            numbers.onDelete(),
            key == null ? "" : key);
    return OwnedFields.changes(live, LiveClaims.keep(desired, live), fieldManager);
  }
}
