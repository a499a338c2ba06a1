package io.leaderworkerset.scenario;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/** The objects of one namespace at one moment, with the questions that scenarios ask. */
final class World {
  static final String SETS = "leaderworkersets." + Names.GROUP;
  static final String STATEFUL_SETS = "statefulsets.apps";
  static final String REVISIONS = "controllerrevisions.apps";
  static final String PODS = "pods";
  static final String SERVICES = "services";
  static final String CLAIMS = "persistentvolumeclaims";
  static final String EVENTS = "events.events.k8s.io";
  static final String POD_GROUPS = "podgroups.scheduling.volcano.sh";

  private final Map<String, TreeMap<String, JsonObject>> objects = new HashMap<>();

  World copy() {
    World copy = new World();
    objects.forEach((resource, named) -> copy.objects.put(resource, new TreeMap<>(named)));
    return copy;
  }

  void put(String resource, String type, JsonObject object) {
    String name = name(object);
    TreeMap<String, JsonObject> ofResource =
        objects.computeIfAbsent(resource, r -> new TreeMap<>());
    if (type.equals("DELETED")) {
      ofResource.remove(name);
    } else {
      ofResource.put(name, object);
    }
  }

  Collection<JsonObject> all(String resource) {
    return objects.getOrDefault(resource, new TreeMap<>()).values();
  }

  @Nullable
  JsonObject get(String resource, String name) {
    return objects.getOrDefault(resource, new TreeMap<>()).get(name);
  }

  boolean has(String resource, String name) {
    return get(resource, name) != null;
  }

  // ---- sets ----------------------------------------------------------------------------------

  JsonObject set(String name) {
    JsonObject set = get(SETS, name);
    return set == null ? new JsonObject() : set;
  }

  int replicas(String set) {
    return number(set(set), 1, "spec", "replicas");
  }

  int status(String set, String field) {
    return number(set(set), 0, "status", field);
  }

  /** True, False, or null if there is no such condition of the present generation. */
  @Nullable
  String condition(String set, String type) {
    JsonObject condition = conditionOf(set, type);
    boolean current =
        condition != null
            && number(condition, 0, "observedGeneration")
                == number(set(set), 0, "metadata", "generation");
    return current ? Json.string(condition, "status") : null;
  }

  boolean isTrue(String set, String type) {
    return "True".equals(condition(set, type));
  }

  @Nullable
  JsonObject conditionOf(String set, String type) {
    for (JsonElement each : Json.array(set(set), "status", "conditions")) {
      if (type.equals(Json.string(each, "type"))) {
        return each.getAsJsonObject();
      }
    }
    return null;
  }

  // ---- what was made of them -------------------------------------------------------------------

  JsonObject statefulSet(String name) {
    JsonObject found = get(STATEFUL_SETS, name);
    return found == null ? new JsonObject() : found;
  }

  int partition(String set) {
    return number(statefulSet(set), 0, "spec", "updateStrategy", "rollingUpdate", "partition");
  }

  int leaders(String set) {
    return number(statefulSet(set), 1, "spec", "replicas");
  }

  /** Keys of the set's own ControllerRevisions, by revision number. */
  List<String> revisions(String set) {
    return all(REVISIONS).stream()
        .filter(r -> set.equals(label(r, Names.SET_NAME_LABEL)))
        .filter(r -> Names.KIND.equals(ownerKind(r)))
        .sorted(java.util.Comparator.comparingInt(r -> number(r, 0, "revision")))
        .map(r -> String.valueOf(label(r, Names.REVISION_LABEL)))
        .toList();
  }

  List<JsonObject> pods(String set) {
    return all(PODS).stream().filter(p -> set.equals(label(p, Names.SET_NAME_LABEL))).toList();
  }

  List<JsonObject> pods(String set, int group) {
    String leader = set + "-" + group;
    return pods(set).stream()
        .filter(p -> name(p).equals(leader) || name(p).startsWith(leader + "-"))
        .toList();
  }

  JsonObject pod(String name) {
    JsonObject found = get(PODS, name);
    return found == null ? new JsonObject() : found;
  }

  /** UIDs by name. */
  Map<String, String> uids(List<JsonObject> of) {
    return of.stream().collect(Collectors.toMap(World::name, World::uid));
  }

  Map<String, String> uids(String set) {
    return uids(pods(set));
  }

  Map<String, String> uids(String set, int group) {
    return uids(pods(set, group));
  }

  /** Returns the groups whose leader and workers are all there and ready. */
  Set<Integer> readyGroups(String set) {
    Set<Integer> out = new TreeSet<>();
    for (JsonObject pod : pods(set)) {
      int group = Integer.parseInt(String.valueOf(label(pod, Names.GROUP_INDEX_LABEL)));
      List<JsonObject> pods = pods(set, group);
      if (name(pod).equals(Names.leaderPod(set, group))
          && pods.size() == size(pod)
          && pods.stream().allMatch(World::isReady)) {
        out.add(group);
      }
    }
    return out;
  }

  static boolean isReady(JsonObject pod) {
    for (JsonElement each : Json.array(pod, "status", "conditions")) {
      if ("Ready".equals(Json.string(each, "type"))) {
        return "True".equals(Json.string(each, "status")) && !isDeleting(pod);
      }
    }
    return false;
  }

  static String image(JsonObject pod) {
    return Json.array(pod, "spec", "containers").isEmpty()
        ? ""
        : String.valueOf(Json.string(Json.array(pod, "spec", "containers").get(0), "image"));
  }

  List<String> events(String reason) {
    List<String> out = new ArrayList<>();
    for (JsonObject each : all(EVENTS)) {
      if (reason.equals(Json.string(each, "reason"))) {
        out.add(String.valueOf(Json.string(each, "note")));
      }
    }
    return out;
  }

  /** Whether exactly the groups that the set asks for are there, whole, ready and up to date. */
  boolean isConverged(String set) {
    return whyNotConverged(set) == null;
  }

  /** What is missing; null if nothing is. */
  @Nullable
  String whyNotConverged(String name) {
    JsonObject set = get(SETS, name);
    if (set == null) {
      return "the set is not there";
    }
    int replicas = replicas(name);
    int generation = number(set, 0, "metadata", "generation");
    if (status(name, "observedGeneration") != generation) {
      return "status is of generation " + status(name, "observedGeneration");
    }
    if (!isTrue(name, "Available") || isTrue(name, "Progressing")) {
      return "it is not Available";
    }
    if (status(name, "replicas") != replicas || status(name, "readyReplicas") != replicas) {
      return "status counts differ from " + replicas;
    }
    if (leaders(name) != replicas || !has(STATEFUL_SETS, name)) {
      return "the leader StatefulSet has " + leaders(name) + " replicas";
    }
    int held = number(set, 0, "spec", "rolloutStrategy", "rollingUpdateConfiguration", "partition");
    if (partition(name) != held) {
      return "partition is " + partition(name);
    }
    if (held == 0 && revisions(name).size() != 1) {
      return "revisions are " + revisions(name);
    }
    return whyPodsDiffer(name, replicas, held);
  }

  @Nullable
  private String whyPodsDiffer(String name, int replicas, int held) {
    String target = String.valueOf(label(statefulSet(name), Names.REVISION_LABEL));
    TreeSet<String> expected = new TreeSet<>();
    for (int group = 0; group < replicas; group++) {
      String leader = name + "-" + group;
      expected.add(leader);
      int size = size(pod(leader));
      for (int worker = 1; worker < size; worker++) {
        expected.add(leader + "-" + worker);
      }
      if (size > 1 && !has(STATEFUL_SETS, leader)) {
        return "no worker StatefulSet " + leader;
      }
    }
    TreeSet<String> there = new TreeSet<>();
    for (JsonObject pod : pods(name)) {
      there.add(name(pod));
      if (!isReady(pod)) {
        return "pod " + name(pod) + " is not ready";
      }
      String rest = name(pod).substring(name.length() + 1);
      int group =
          Integer.parseInt(rest.contains("-") ? rest.substring(0, rest.indexOf('-')) : rest);
      boolean free = group >= held;
      if (free && !target.equals(label(pod, Names.REVISION_LABEL))) {
        return "pod " + name(pod) + " is at another revision than " + target;
      }
    }
    return expected.equals(there) ? null : "pods should be " + expected;
  }

  static int size(JsonObject pod) {
    String size = Json.string(pod, "metadata", "annotations", Names.SIZE_ANNOTATION);
    return size == null ? 1 : Integer.parseInt(size);
  }

  // ---- the whole picture -----------------------------------------------------------------------

  String describe() {
    StringBuilder out = new StringBuilder();
    for (JsonObject set : all(SETS)) {
      describe(set, out);
    }
    for (JsonObject revision : all(REVISIONS)) {
      if (Names.KIND.equals(ownerKind(revision))) {
        out.append("revision ").append(name(revision)).append('\n');
      }
    }
    for (JsonObject service : all(SERVICES)) {
      out.append("service ").append(name(service)).append('\n');
    }
    for (JsonObject event : all(EVENTS)) {
      out.append("event ")
          .append(Json.string(event, "reason"))
          .append(": ")
          .append(Json.string(event, "note"))
          .append('\n');
    }
    return out.toString();
  }

  private void describe(JsonObject set, StringBuilder out) {
    String name = name(set);
    out.append("set ").append(name).append(isDeleting(set) ? " (deleting)" : "");
    out.append(" generation ").append(number(set, 0, "metadata", "generation"));
    out.append(" replicas ").append(replicas(name));
    out.append(" strategy ").append(Json.object(set, "spec", "rolloutStrategy"));
    out.append("\n  status ").append(Json.object(set, "status"));
    out.append("\n  leaders: replicas ").append(leaders(name));
    out.append(" partition ").append(partition(name));
    out.append(" revision ").append(label(statefulSet(name), Names.REVISION_LABEL));
    out.append(" of revisions ").append(revisions(name)).append('\n');
    for (JsonObject workers : all(STATEFUL_SETS)) {
      if (name.equals(label(workers, Names.SET_NAME_LABEL)) && !name(workers).equals(name)) {
        out.append("  workers ").append(name(workers));
        out.append(isDeleting(workers) ? " (deleting)" : "");
        out.append(" replicas ").append(number(workers, 1, "spec", "replicas"));
        out.append(" available ").append(number(workers, 0, "status", "availableReplicas"));
        out.append(" revision ").append(label(workers, Names.REVISION_LABEL)).append('\n');
      }
    }
    for (JsonObject pod : pods(name)) {
      out.append("  pod ").append(name(pod)).append(' ').append(uid(pod));
      out.append(isDeleting(pod) ? " (deleting)" : isReady(pod) ? " ready" : " not ready");
      out.append(' ').append(Json.string(pod, "status", "phase"));
      out.append(" on ").append(Json.string(pod, "spec", "nodeName"));
      out.append(" revision ").append(label(pod, Names.REVISION_LABEL));
      out.append(" image ").append(image(pod)).append('\n');
    }
  }

  // ---- fields
  // ------------------------------------------------------------------------------------

  static String name(JsonObject object) {
    return String.valueOf(Json.string(object, "metadata", "name"));
  }

  /** Returns a copy without what the cluster itself writes. */
  static JsonObject withoutStatus(JsonObject object) {
    JsonObject copy = object.deepCopy();
    copy.remove("status");
    Json.object(copy, "metadata").remove("resourceVersion");
    Json.object(copy, "metadata").remove("managedFields");
    return copy;
  }

  static String uid(JsonObject object) {
    return String.valueOf(Json.string(object, "metadata", "uid"));
  }

  static boolean isDeleting(JsonObject object) {
    return Json.string(object, "metadata", "deletionTimestamp") != null;
  }

  @Nullable
  static String label(JsonObject object, String key) {
    return Json.string(object, "metadata", "labels", key);
  }

  @Nullable
  static String annotation(JsonObject object, String key) {
    return Json.string(object, "metadata", "annotations", key);
  }

  @Nullable
  static String ownerKind(JsonObject object) {
    for (JsonElement each : Json.array(object, "metadata", "ownerReferences")) {
      if (Json.isTrue(each, "controller")) {
        return Json.string(each, "kind");
      }
    }
    return null;
  }

  static int number(@Nullable JsonElement object, int absent, String... path) {
    return Objects.requireNonNullElse(Json.integer(object, path), absent);
  }
}
