package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cluster that the Go controller left behind needs no write of ours. */
class TakeoverTest {
  static Stream<JsonObject> sets() {
    return objects("LeaderWorkerSet").stream();
  }

  @Test
  void holdsFiveSets() {
    assertThat(sets()).hasSize(5);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void leaderStatefulSetHasNoDrift(JsonObject json) {
    LeaderWorkerSet set = Sets.of(json);
    JsonObject live = leaderStatefulSet(set);

    assertThat(OwnedFields.drift(live, desired(set, live), "lws")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void storedRevisionMeansTheLiveSpec(JsonObject json) {
    LeaderWorkerSet set = Sets.of(json);
    List<JsonObject> revisions =
        owned("ControllerRevision", set).stream().filter(r -> isOf(r, set)).toList();

    assertThat(revisions).isNotEmpty();
    assertThat(revisions)
        .allSatisfy(
            r ->
                assertThat(Revisions.fingerprint(Json.object(r, "data")))
                    .isEqualTo(Revisions.fingerprint(set)));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void revisionKeyIsTheReferences(JsonObject json) {
    LeaderWorkerSet set = Sets.of(json);

    assertThat(Revisions.key(set))
        .isEqualTo(Json.string(leaderStatefulSet(set), "metadata", "labels", Names.REVISION_LABEL));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void workersWouldBeBuiltAsTheyAre(JsonObject json) {
    LeaderWorkerSet set = Sets.of(json);
    for (JsonObject live : owned("StatefulSet", set)) {
      if (isOf(live, set)) {
        continue;
      }
      LeaderPod leader = LeaderPod.of(named("Pod", Json.string(live, "metadata", "name")));
      Map<String, String> nodes = Json.strings(live, "spec", "template", "spec", "nodeSelector");
      JsonObject built =
          WorkerStatefulSets.build(
              set,
              Revisions.restore(set, Json.object(revision(set), "data")),
              leader,
              nodes.containsKey("rack")
                  ? new WorkerStatefulSets.Placement("rack", nodes.get("rack"))
                  : null);
      for (String field :
          List.of("replicas", "ordinals", "selector", "serviceName", "podManagementPolicy")) {
        assertThat(Json.at(built, "spec", field)).isEqualTo(Json.at(live, "spec", field));
      }
      for (String part : List.of("labels", "annotations", "ownerReferences")) {
        assertThat(
                GoldenVectors.differences(at(live, "metadata", part), at(built, "metadata", part)))
            .as(part)
            .isEmpty();
      }
      assertThat(Json.at(built, "spec", "template", "metadata", "labels"))
          .isEqualTo(Json.at(live, "spec", "template", "metadata", "labels"));
      assertThat(Json.at(built, "spec", "template", "metadata", "annotations"))
          .isEqualTo(Json.at(live, "spec", "template", "metadata", "annotations"));
      assertThat(text("spec", Json.at(built, "spec", "template", "spec")))
          .isEqualTo(text("spec", Json.at(live, "spec", "template", "spec")));
      assertThat(text("volumeClaimTemplates", Json.at(built, "spec", "volumeClaimTemplates")))
          .isEqualTo(text("volumeClaimTemplates", Json.at(live, "spec", "volumeClaimTemplates")));
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void servicesWouldBeBuiltAsTheyAre(JsonObject json) {
    LeaderWorkerSet set = Sets.of(json);
    List<JsonObject> services = owned("Service", set);
    assertThat(services).isNotEmpty();
    for (JsonObject live : services) {
      String name = Json.string(live, "metadata", "name");
      JsonObject built =
          isOf(live, set)
              ? Services.shared(set)
              : Services.perGroup(set, LeaderPod.of(named("Pod", name)));
      assertThat(Json.string(built, "metadata", "name")).isEqualTo(name);
      for (String part : List.of("labels", "ownerReferences", "namespace")) {
        assertThat(at(built, "metadata", part)).isEqualTo(at(live, "metadata", part));
      }
      for (String field : List.of("clusterIP", "publishNotReadyAddresses", "selector")) {
        assertThat(at(built, "spec", field)).isEqualTo(at(live, "spec", field));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void anyChangeOfIntentIsDrift(JsonObject json) {
    LeaderWorkerSet set = Sets.of(json);
    JsonObject live = leaderStatefulSet(set);
    JsonObject desired = desired(set, live);
    Json.object(desired, "spec").addProperty("replicas", 17);
    Json.object(desired, "metadata", "labels").addProperty("more", "x");
    container(desired).addProperty("image", "registry.example/other:2");

    assertThat(OwnedFields.drift(live, desired, "lws"))
        .hasSize(3)
        .contains("spec.replicas", "metadata.labels.more")
        .anyMatch(path -> path.matches("spec\\.template\\.spec\\.containers\\[name=\\w+]\\.image"));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void anotherManagerOwnsNothingHere(JsonObject json) {
    LeaderWorkerSet set = Sets.of(json);
    JsonObject live = leaderStatefulSet(set);

    assertThat(OwnedFields.drift(live, desired(set, live), "someone-else"))
        .contains("spec", "metadata.labels");
  }

  private static JsonObject desired(LeaderWorkerSet set, JsonObject live) {
    return LeaderStatefulSets.build(
        set,
        Json.integer(live, "spec", "updateStrategy", "rollingUpdate", "partition"),
        Json.integer(live, "spec", "replicas"),
        Json.string(live, "metadata", "labels", Names.REVISION_LABEL));
  }

  private static JsonObject container(JsonObject statefulSet) {
    return Json.array(statefulSet, "spec", "template", "spec", "containers")
        .get(0)
        .getAsJsonObject();
  }

  private static JsonElement at(JsonObject object, String... path) {
    return Json.at(object, path);
  }

  private static String text(String name, JsonElement value) {
    return Canonical.text(name, value);
  }

  private static JsonObject revision(LeaderWorkerSet set) {
    return owned("ControllerRevision", set).stream()
        .filter(r -> isOf(r, set))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject named(String kind, String name) {
    return objects(kind).stream()
        .filter(o -> name.equals(Json.string(o, "metadata", "name")))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject leaderStatefulSet(LeaderWorkerSet set) {
    return owned("StatefulSet", set).stream().filter(s -> isOf(s, set)).findFirst().orElseThrow();
  }

  private static boolean isOf(JsonObject object, LeaderWorkerSet set) {
    JsonElement owner = Json.array(object, "metadata", "ownerReferences").get(0);
    return set.metadata().getUid().equals(Json.string(owner, "uid"));
  }

  private static List<JsonObject> owned(String kind, LeaderWorkerSet set) {
    return objects(kind).stream()
        .filter(
            o ->
                set.metadata()
                    .getName()
                    .equals(Json.string(o, "metadata", "labels", Names.SET_NAME_LABEL)))
        .toList();
  }

  private static List<JsonObject> objects(String kind) {
    List<JsonObject> out = new ArrayList<>();
    for (JsonElement each : Json.array(GoldenVectors.object("takeover.json"), "items")) {
      if (kind.equals(Json.string(each, "kind"))) {
        out.add(each.getAsJsonObject());
      }
    }
    return out;
  }
}
