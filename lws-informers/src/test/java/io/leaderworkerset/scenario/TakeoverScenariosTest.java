package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From the Go controller to this library and back: nobody's pods are touched. */
class TakeoverScenariosTest {
  private static final String KEYS_DIFFER = "the group keys of policies are not those of a webhook";
  private static final Map<String, ResourceType> TYPES =
      Map.of(
          World.SERVICES, Resources.SERVICES,
          World.STATEFUL_SETS, Resources.STATEFUL_SETS,
          World.REVISIONS, Resources.REVISIONS);
  private static final Map<String, String> KINDS =
      Map.of(
          World.SERVICES, "Service",
          World.STATEFUL_SETS, "StatefulSet",
          World.REVISIONS, "ControllerRevision");

  private static void createSets(Scenario s, GoObjects left) {
    for (JsonObject set : left.of(Names.KIND, null)) {
      s.api().create(World.SETS, GoObjects.toCreate(set, ""));
    }
    s.await("the sets are there", w -> w.all(World.SETS).size() == left.sets().size());
  }

  /** Makes what the Go controller made, as it did, and lets the cluster do the rest. */
  private static void replay(Scenario s, GoObjects left) {
    createSets(s, left);
    KubeWriter go = s.writer(Names.FIELD_MANAGER);
    for (String resource : List.of(World.REVISIONS, World.SERVICES)) {
      for (JsonObject each : left.of(KINDS.get(resource), Names.KIND)) {
        String owner = World.uid(s.world().set(GoObjects.ownerName(each)));
        go.create(TYPES.get(resource), s.namespace(), GoObjects.toCreate(each, owner));
      }
    }
    for (JsonObject each : left.of("StatefulSet", Names.KIND)) {
      JsonObject leaders = left.toApply(each, World.uid(s.world().set(World.name(each))));
      go.apply(Resources.STATEFUL_SETS, s.namespace(), World.name(each), leaders, true);
      awaitLeadersPlaced(s, World.name(each));
    }
    for (String resource : List.of(World.SERVICES, World.STATEFUL_SETS)) {
      for (JsonObject each : left.of(KINDS.get(resource), "Pod")) {
        String leader = GoObjects.ownerName(each);
        s.await(leader + " is on a node", w -> nodeOf(w, leader) != null);
        JsonObject mine = GoObjects.toCreate(each, World.uid(s.world().pod(leader)));
        placeAt(s, leader, mine);
        go.create(TYPES.get(resource), s.namespace(), mine);
      }
    }
    int pods = left.of("Pod", "StatefulSet").size();
    s.await(
        "all pods are ready",
        w ->
            w.all(World.PODS).size() == pods
                && w.all(World.PODS).stream().allMatch(World::isReady));
  }

  private static void awaitLeadersPlaced(Scenario s, String set) {
    s.await(
        "leaders of " + set + " are on nodes",
        w -> {
          for (int group = 0; group < w.leaders(set); group++) {
            if (nodeOf(w, set + "-" + group) == null) {
              return false;
            }
          }
          return w.has(World.STATEFUL_SETS, set);
        });
  }

  private static String nodeOf(World world, String pod) {
    return Json.string(world.pod(pod), "spec", "nodeName");
  }

  /**
   * Workers of an exclusive group go where their leader is, which differs from cluster to cluster.
   */
  private static void placeAt(Scenario s, String leader, JsonObject workers) {
    JsonObject selector = Json.object(workers, "spec", "template", "spec", "nodeSelector");
    if (selector != null && selector.has("rack")) {
      JsonObject node = s.api().get("nodes", null, nodeOf(s.world(), leader));
      selector.add("rack", Json.at(node, "metadata", "labels", "rack"));
    }
  }

  /** Everything that must stay, with its UID, generation and template. */
  private static Map<String, String> everything(World world) {
    Map<String, String> out = new TreeMap<>();
    for (String resource :
        List.of(World.PODS, World.STATEFUL_SETS, World.REVISIONS, World.SERVICES, World.CLAIMS)) {
      for (JsonObject each : world.all(resource)) {
        out.put(
            resource + " " + World.name(each) + " " + World.uid(each),
            Json.at(each, "metadata", "generation") + " " + Json.at(each, "spec", "template"));
      }
    }
    return out;
  }

  @ClusterTest(started = false, noPolicies = KEYS_DIFFER)
  void takesOverWhatTheGoControllerMade(Scenario s) {
    GoObjects left = new GoObjects(s.namespace());
    replay(s, left);
    Map<String, String> before = everything(s.world());
    s.start();
    left.sets().forEach(s::awaitConverged);
    s.assertQuiet();
    assertThat(everything(s.world())).isEqualTo(before);
    assertThat(s.calls().writes().keySet())
        .allMatch(what -> what.endsWith("leaderworkersets.leaderworkerset.x-k8s.io/status"));
  }

  @ClusterTest(noPolicies = KEYS_DIFFER)
  void leavesWhatTheGoControllerWouldHaveMade(Scenario s) {
    GoObjects expected = new GoObjects(s.namespace());
    for (JsonObject set : expected.of(Names.KIND, null)) {
      s.api().create(World.SETS, GoObjects.toCreate(set, ""));
      s.awaitConverged(World.name(set));
    }
    for (String resource : KINDS.keySet()) {
      for (String owner : List.of(Names.KIND, "Pod")) {
        for (JsonObject each : expected.of(KINDS.get(resource), owner)) {
          placeAt(s, GoObjects.ownerName(each), each);
          JsonObject made = s.world().get(resource, World.name(each));
          assertThat(made).as(resource + " " + World.name(each)).isNotNull();
          assertThat(comparable(made)).isEqualTo(comparable(each));
        }
      }
    }
    for (JsonObject each : expected.of("StatefulSet", Names.KIND)) {
      JsonObject made = s.world().statefulSet(World.name(each));
      assertThat(fields(made)).as("owned fields").isEqualTo(fields(each));
    }
    for (JsonObject each : expected.of("Pod", "StatefulSet")) {
      JsonObject made = s.world().pod(World.name(each));
      assertThat(membership(made)).isEqualTo(membership(each));
    }
  }

  /** The Go client also sends, and owns, empty resources of each container. */
  private static String fields(JsonObject object) {
    return GoObjects.applied(object)
        .toString()
        .replaceAll("[0-9a-f-]{36}", "uid")
        .replace(",\"f:resources\":{}", "")
        .replace("\"f:kubectl.kubernetes.io/last-applied-configuration\":{},", "");
  }

  /** Without what differs from cluster to cluster, and without what is empty. */
  private static JsonElement comparable(JsonObject object) {
    JsonObject out = GoObjects.toCreate(object, "uid");
    withoutLastApplied(out);
    return withoutEmpty(out);
  }

  private static void withoutLastApplied(JsonObject object) {
    JsonObject annotations = Json.object(object, "metadata", "annotations");
    if (annotations != null) {
      annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
    }
  }

  /** What makes a pod a member of its group. */
  private static JsonElement membership(JsonObject pod) {
    JsonObject out = new JsonObject();
    JsonObject labels = Json.object(pod, "metadata", "labels").deepCopy();
    labels.remove("controller-revision-hash"); // of a template with the namespace's group key
    out.add("labels", labels);
    out.add("annotations", Json.object(pod, "metadata", "annotations"));
    for (String field : List.of("affinity", "subdomain", "hostname")) {
      out.add(field, Json.at(pod, "spec", field));
    }
    JsonArray env = new JsonArray();
    Json.array(pod, "spec", "containers").forEach(c -> env.add(Json.array(c, "env")));
    out.add("env", env);
    return withoutEmpty(out.deepCopy());
  }

  private static JsonElement withoutEmpty(JsonElement value) {
    if (value.isJsonObject()) {
      JsonObject object = value.getAsJsonObject();
      List.copyOf(object.keySet())
          .forEach(
              name -> {
                if (isEmpty(withoutEmpty(object.get(name)))) {
                  object.remove(name);
                }
              });
    } else if (value.isJsonArray()) {
      value.getAsJsonArray().forEach(TakeoverScenariosTest::withoutEmpty);
    }
    return value;
  }

  private static boolean isEmpty(JsonElement value) {
    return value.isJsonNull()
        || (value.isJsonObject() && value.getAsJsonObject().size() == 0)
        || (value.isJsonArray() && value.getAsJsonArray().isEmpty());
  }
}
