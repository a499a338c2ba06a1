package io.leaderworkerset.manifest.change;

import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Defaulting;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.admission.Validation;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.GroupNeeds;
import io.leaderworkerset.manifest.LeaderStatefulSets;
import io.leaderworkerset.manifest.Revisions;
import io.leaderworkerset.manifest.SpecReader;
import io.leaderworkerset.manifest.change.Impact.Change;
import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.simulate.Model.Demand;
import io.leaderworkerset.plan.simulate.Scenario;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A change of a set from one manifest to another: what it would do to each group, and what to
 * simulate it with.
 *
 * @param impact what happens to each group
 * @param scenario the change as the simulator takes it; of nothing if it is refused
 * @param before what a group needs before the change
 * @param after what a group needs after it
 * @param changed fields of the pods that differ, such as {@code
 *     leaderWorkerTemplate.workerTemplate.spec.containers[work].image}; empty if their pods mean
 *     the same
 */
public record ManifestChange(
    Impact impact, Scenario scenario, Demand before, Demand after, List<String> changed) {
  private static final List<String> IMMUTABLE = List.of("volumeClaimTemplates", "serviceName");

  /** Copies the list. */
  public ManifestChange {
    changed = List.copyOf(changed);
  }

  /**
   * Returns what the change from one manifest to another means.
   *
   * <p>Pods are recreated if the two mean different revisions, or if the leader StatefulSet's
   * template differs in what is not part of a revision (the annotations of exclusive placement):
   * the StatefulSet controller replaces pods then.
   *
   * @param from the set as it is; defaulted or not
   * @param to the set as it shall be; refused if it is not valid
   */
  public static ManifestChange of(LeaderWorkerSet from, LeaderWorkerSet to) {
    LeaderWorkerSet before = Defaulting.apply(from);
    LeaderWorkerSet after = Defaulting.apply(to);
    RolloutSpec was = SpecReader.rollout(before);
    List<String> invalid =
        Validation.validate(after, before).stream().map(FieldError::message).toList();
    if (!invalid.isEmpty()) {
      return refused(before, was, invalid);
    }
    RolloutSpec next = SpecReader.rollout(after);
    Change change = changeOf(before, after);
    List<String> immutable = change == Change.TEMPLATE ? immutable(before, after) : List.of();
    boolean rolls = change == Change.TEMPLATE && immutable.isEmpty();
    return new ManifestChange(
        Impact.of(was, next, change, immutable),
        new Scenario(was, next, rolls),
        demand(before),
        rolls ? demand(after) : demand(before),
        changedFields(before, after));
  }

  /**
   * Returns what a change of the library's version, or a takeover from the Go controller, would do
   * to groups of a stored revision: nothing, if it means the same as the set's spec, however its
   * bytes are spelled.
   *
   * @param set the set as it is
   * @param stored {@code data} of the ControllerRevision that its groups carry
   */
  public static ManifestChange ofStored(LeaderWorkerSet set, JsonObject stored) {
    return of(Revisions.restore(set, stored), set);
  }

  private static ManifestChange refused(LeaderWorkerSet before, RolloutSpec was, List<String> why) {
    Demand demand = demand(before);
    return new ManifestChange(
        Impact.refused(was, why), new Scenario(was, was, false), demand, demand, List.of());
  }

  private static Change changeOf(LeaderWorkerSet before, LeaderWorkerSet after) {
    if (!Revisions.fingerprint(before).equals(Revisions.fingerprint(after))) {
      return Change.TEMPLATE;
    }
    JsonObject was = leaderSet(before);
    JsonObject next = leaderSet(after);
    boolean pods = differs(was, next, "spec", "template", "metadata");
    boolean around = differs(was, next, "metadata") || differs(was, next, "spec", "updateStrategy");
    return pods ? Change.TEMPLATE : around ? Change.METADATA : Change.NONE;
  }

  private static boolean differs(JsonObject before, JsonObject after, String... path) {
    return !JsonDifference.paths(Json.at(before, path), Json.at(after, path)).isEmpty();
  }

  /** The leader StatefulSet of the set, the same but for what differs in the manifests. */
  private static JsonObject leaderSet(LeaderWorkerSet set) {
    return LeaderStatefulSets.build(set, 0, 0, "key");
  }

  private static List<String> immutable(LeaderWorkerSet before, LeaderWorkerSet after) {
    JsonObject was = leaderSet(before);
    JsonObject next = leaderSet(after);
    return IMMUTABLE.stream()
        .flatMap(
            field ->
                JsonDifference.paths(Json.at(was, "spec", field), Json.at(next, "spec", field))
                    .stream()
                    .map(path -> field + (path.isEmpty() ? "" : path)))
        .map(path -> path + ": a StatefulSet cannot change it")
        .toList();
  }

  private static List<String> changedFields(LeaderWorkerSet before, LeaderWorkerSet after) {
    if (changeOf(before, after) != Change.TEMPLATE) {
      return List.of();
    }
    List<String> ofRevision =
        Revisions.fingerprint(before).equals(Revisions.fingerprint(after))
            ? List.of()
            : JsonDifference.paths(
                Json.object(Revisions.data(before), "spec"),
                Json.object(Revisions.data(after), "spec"));
    List<String> ofAnnotations =
        JsonDifference.paths(
                Json.object(leaderSet(before), "spec", "template", "metadata", "annotations"),
                Json.object(leaderSet(after), "spec", "template", "metadata", "annotations"))
            .stream()
            .filter(path -> ofRevision.isEmpty())
            .map(path -> "metadata.annotations[" + path + "]")
            .toList();
    return Stream.concat(ofRevision.stream(), ofAnnotations.stream()).toList();
  }

  private static Demand demand(LeaderWorkerSet set) {
    Map<String, Long> resources = new TreeMap<>(GroupNeeds.of(set));
    resources.remove(Ceiling.GROUPS);
    Integer size = set.spec().leaderWorkerTemplate().size();
    return new Demand(size == null ? 1 : size, resources);
  }
}
