package io.leaderworkerset.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodAdmissionTest {
  private static final String PREFIX = "leaderworkerset.sigs.k8s.io/";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metadata\": {\"name\": \"p\", \"labels\": {\"app\": \"x\"}}}",
        "{\"metadata\": null, \"spec\": {\"containers\": []}}"
      })
  void otherPodsPassAsTheyAre(String json) {
    JsonObject pod = Json.parse(json).getAsJsonObject();

    PodAdmission.Result result = PodAdmission.admit(pod, Gang.VOLCANO);

    assertThat(result.isAdmitted()).isTrue();
    assertThat(result.pod()).isEqualTo(pod);
  }

  @ParameterizedTest(name = "{0} {1} is refused: {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        "s-0, -, 0, size annotation is unexpectedly missing for pod s-0",
        "s-0, many, 0, 'of pod s-0 must be a number, but is \"many\"'",
        "noordinal, 2, 0, parsing pod ordinal for pod noordinal",
        "noordinal, 2, -, parsing pod ordinal for pod noordinal",
        "s-99999999999, 2, 0, parsing pod ordinal for pod s-99999999999",
        "s-0-1, 2, -, group-index is missing for pod s-0-1"
      })
  void refusesWhatCannotBeAMember(
      String name, @Nullable String size, @Nullable String worker, String message) {
    JsonObject pod = pod(name);
    if (size != null) {
      annotate(pod, "size", size);
    }
    if (worker != null) {
      label(pod, "worker-index", worker);
    }

    PodAdmission.Result result = PodAdmission.admit(pod, Gang.NONE);

    assertThat(result.isAdmitted()).isFalse();
    assertThat(result.error()).contains(message);
    assertThat(result.pod()).isEqualTo(pod);
  }

  @Test
  void aTpuLeaderOutsideAllSubGroupsIsRefusedInWords() {
    JsonObject pod = leader("s-0", 3);
    annotate(pod, "subgroup-size", "2");
    annotate(pod, "subgroup-policy-type", "LeaderExcluded");
    requestTpus(pod);

    assertThat(PodAdmission.admit(pod, Gang.NONE).error())
        .contains("pod s-0 requests TPUs but belongs to no subgroup", "LeaderExcluded");
  }

  @Test
  void variablesComeFirstAndReplaceNamesakesInAllContainers() {
    JsonObject pod = leader("s-2", 4);
    Json.object(pod, "spec")
        .add(
            "initContainers",
            Json.parse(
                "[{\"name\": \"i\", \"env\": [{\"name\": \"A\", \"value\":"
                    + " \"$(LWS_GROUP_SIZE)\"}, {\"name\": \"LWS_GROUP_SIZE\", \"value\":"
                    + " \"mine\"}, {\"name\": \"B\", \"value\": \"2\"}]}]"));

    JsonObject admitted = PodAdmission.admit(pod, Gang.NONE).pod();

    assertThat(env(Json.array(admitted, "spec", "initContainers").get(0)))
        .containsExactly(
            "LWS_LEADER_ADDRESS=s-2.svc.ns",
            "LWS_GROUP_SIZE=4",
            "LWS_WORKER_INDEX=0",
            "A=$(LWS_GROUP_SIZE)",
            "B=2");
    assertThat(env(Json.array(admitted, "spec", "containers").get(0))).hasSize(3);
  }

  @Test
  void defect9WorkersOutsideTheLeadersSubGroupsCountFromZero() {
    List<String> indexes = new ArrayList<>();
    for (int worker = 1; worker < 4; worker++) {
      JsonObject pod = worker("s-0-" + worker, 4);
      annotate(pod, "subgroup-size", "1");
      annotate(pod, "subgroup-policy-type", "LeaderExcluded");
      requestTpus(pod);
      JsonObject admitted = PodAdmission.admit(pod, Gang.NONE).pod();
      indexes.add(Json.string(admitted, "metadata", "labels", PREFIX + "subgroup-index"));
      assertThat(env(Json.array(admitted, "spec", "containers").get(0)))
          .contains("TPU_WORKER_HOSTNAMES=s-0-" + worker + ".svc", "TPU_WORKER_ID=0");
    }
    assertThat(indexes).containsExactly("0", "1", "2");
  }

  @ParameterizedTest(name = "size {0} by {1}, leader on TPUs {2}: worker {3} sees {4}, is {5}")
  @CsvSource({
    "4, 2, true, 1, '0 1', 1",
    "4, 2, true, 2, '2 3', 0",
    "4, 2, true, 3, '2 3', 1",
    "4, 2, false, 1, '1', 0",
    "4, 2, false, 2, '2 3', 0",
    "4, 2, false, 3, '2 3', 1",
    "5, 2, false, 1, '1 2', 0",
    "5, 2, false, 2, '1 2', 1",
    "5, 2, false, 3, '3 4', 0",
    "5, 2, false, 4, '3 4', 1",
    "3, 1, false, 2, '2', 0"
  })
  void tpuWorkersFindTheirSubGroup(
      int size, int subGroupSize, boolean leaderOnTpus, int worker, String sees, String id) {
    JsonObject pod = worker("s-0-" + worker, size);
    annotate(pod, "subgroup-size", "" + subGroupSize);
    if (leaderOnTpus) {
      annotate(pod, "leader-requests-tpus", "true");
    }
    requestTpus(pod);

    JsonElement container =
        Json.array(PodAdmission.admit(pod, Gang.NONE).pod(), "spec", "containers").get(0);

    List<String> hosts = new ArrayList<>();
    for (String each : sees.split(" ")) {
      hosts.add(each.equals("0") ? "s-0.svc" : "s-0-" + each + ".svc");
    }
    assertThat(env(container))
        .contains("TPU_WORKER_HOSTNAMES=" + String.join(",", hosts), "TPU_WORKER_ID=" + id)
        .contains("TPU_NAME=s-0", "TPU_PROCESS_PORT=8476");
    assertThat(hosts.get(Integer.parseInt(id)))
        .as("its own place")
        .isEqualTo("s-0-" + worker + ".svc");
  }

  @Test
  void tpusOfZeroAreNone() {
    JsonObject pod = leader("s-0", 2);
    Json.array(pod, "spec", "containers")
        .get(0)
        .getAsJsonObject()
        .add("resources", Json.parse("{\"limits\": {\"google.com/tpu\": \"0\"}}"));

    assertThat(
            env(Json.array(PodAdmission.admit(pod, Gang.NONE).pod(), "spec", "containers").get(0)))
        .noneMatch(v -> v.startsWith("TPU"));
  }

  @Test
  void placementTermsJoinTheUsersOwn() {
    JsonObject pod = leader("s-0", 2);
    annotate(pod, "exclusive-topology", "rack");
    Json.object(pod, "spec")
        .add(
            "affinity",
            Json.parse(
                "{\"podAffinity\": {\"requiredDuringSchedulingIgnoredDuringExecution\":"
                    + " [{\"topologyKey\": \"zone\"}]}, \"nodeAffinity\": {}}"));

    JsonObject admitted = PodAdmission.admit(pod, Gang.NONE).pod();

    JsonObject affinity = Json.object(admitted, "spec", "affinity");
    assertThat(
            Json.array(affinity, "podAffinity", "requiredDuringSchedulingIgnoredDuringExecution"))
        .hasSize(2);
    assertThat(
            Json.array(
                affinity, "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"))
        .hasSize(1);
    assertThat(affinity.has("nodeAffinity")).isTrue();
    assertThat(PodAdmission.admit(admitted, Gang.NONE).pod()).isEqualTo(admitted);
  }

  @Test
  void volcanoPodsNameTheirGroup() {
    JsonObject pod = worker("s-0-1", 2);
    label(pod, "template-revision-hash", "rev");

    assertThat(
            Json.string(
                PodAdmission.admit(pod, Gang.VOLCANO).pod(),
                "metadata",
                "annotations",
                "scheduling.k8s.io/group-name"))
        .isEqualTo("s-0-rev");
  }

  @Test
  void aPodThatFitsNoSubGroupIsRefused() {
    JsonObject pod = worker("s-0-3", 4);
    annotate(pod, "subgroup-size", "0");

    assertThat(PodAdmission.admit(pod, Gang.NONE).error())
        .isEqualTo("pod s-0-3 fits no subgroup: subGroupSize is 0, must be from 1 to 4");
  }

  @Test
  void aLeaderWithoutASpecIsAdmitted() {
    JsonObject pod =
        Json.parse(
                """
                {"metadata": {"name": "s-0", "labels": {
                  "leaderworkerset.sigs.k8s.io/name": "s",
                  "leaderworkerset.sigs.k8s.io/worker-index": "0"},
                  "annotations": {"leaderworkerset.sigs.k8s.io/size": "1"}}}
                """)
            .getAsJsonObject();

    assertThat(PodAdmission.admit(pod, Gang.NONE).isAdmitted()).isTrue();
  }

  private static JsonObject leader(String name, int size) {
    JsonObject pod = pod(name);
    label(pod, "worker-index", "0");
    annotate(pod, "size", "" + size);
    return pod;
  }

  private static JsonObject worker(String name, int size) {
    JsonObject pod = pod(name);
    label(pod, "group-index", "0");
    annotate(pod, "size", "" + size);
    annotate(pod, "leader-name", name.substring(0, name.lastIndexOf('-')));
    return pod;
  }

  private static JsonObject pod(String name) {
    JsonObject pod =
        Json.parse(
                "{\"metadata\": {\"namespace\": \"ns\", \"labels\": {}, \"annotations\": {}},"
                    + " \"spec\": {\"subdomain\": \"svc\", \"containers\": [{\"name\": \"c\"}]}}")
            .getAsJsonObject();
    Json.object(pod, "metadata").addProperty("name", name);
    label(pod, "name", "s");
    return pod;
  }

  private static void requestTpus(JsonObject pod) {
    Json.array(pod, "spec", "containers")
        .get(0)
        .getAsJsonObject()
        .add("resources", Json.parse("{\"requests\": {\"google.com/tpu\": 4}}"));
  }

  private static void label(JsonObject pod, String name, String value) {
    Json.object(pod, "metadata", "labels").addProperty(PREFIX + name, value);
  }

  private static void annotate(JsonObject pod, String name, String value) {
    Json.object(pod, "metadata", "annotations").addProperty(PREFIX + name, value);
  }

  private static List<String> env(JsonElement container) {
    List<String> out = new ArrayList<>();
    for (JsonElement each : Json.array(container, "env")) {
      out.add(Json.string(each, "name") + "=" + Json.string(each, "value"));
    }
    return out;
  }
}
