package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.PodAdmission;
import io.leaderworkerset.informers.admission.PlaneClient.Answer;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.PodGroups;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies against the pod vectors: what the API server makes is what the webhook makes. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesOnControlPlaneTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  private static final String PREFIX = "leaderworkerset.sigs.k8s.io/";
  private static final List<String> KEYS = List.of(PREFIX + "group-key", PREFIX + "subgroup-key");

  private static final String GANGS = "gangs";

  private record Sample(
      String name, JsonObject pod, JsonObject admitted, String error, Answer expected) {}

  private final List<Sample> samples = new ArrayList<>();
  private PlaneClient client;

  @BeforeAll
  void askWithoutPoliciesThenInstallThem(ControlPlane plane) throws Exception {
    Assumptions.assumeTrue(
        plane.version().matches("v1\\.(3[6-9]|[4-9][0-9])\\..*"),
        "admissionregistration.k8s.io/v1 has MutatingAdmissionPolicy from 1.36 on");
    client = new PlaneClient(plane);
    client.installSets();
    plane.createNamespace("ml");
    plane.createNamespace(GANGS);
    for (String line : Files.readAllLines(vectors())) {
      JsonObject vector = JsonParser.parseString(line).getAsJsonObject();
      JsonObject pod = Json.object(vector, "in", "pod");
      pod.remove("status");
      boolean gang = "volcano".equals(Json.string(vector, "in", "gang"));
      if (gang) {
        Json.object(pod, "metadata").addProperty("namespace", GANGS);
      }
      String name = "vector " + Json.integer(vector, "case");
      samples.add(sample(name, pod, gang ? Gang.VOLCANO : Gang.NONE));
    }
    for (TpuPods.Named each : TpuPods.ofSmallGroups()) {
      samples.add(sample(each.name(), each.pod(), Gang.NONE));
    }
    AdmissionManifests.policies(Gang.VOLCANO).forEach(each -> client.register(inForceFor(each)));
    Eventually.await(() -> "policies in force: " + probe().body(), () -> areInForce());
  }

  private Sample sample(String name, JsonObject pod, Gang gang) {
    PodAdmission.Result result = PodAdmission.admit(pod, gang);
    Answer expected = result.isAdmitted() ? client.dryRun(result.pod()) : null;
    return new Sample(name, pod, result.pod(), result.error(), expected);
  }

  /** Gangs are in one namespace only, so that one server has pods with and without them. */
  private static JsonObject inForceFor(JsonObject object) {
    if (String.valueOf(Json.string(object, "metadata", "name")).startsWith("lws-volcano")
        && Json.object(object, "spec", "matchConstraints") != null) {
      JsonObject labels = new JsonObject();
      labels.addProperty("kubernetes.io/metadata.name", GANGS);
      JsonObject selector = new JsonObject();
      selector.add("matchLabels", labels);
      Json.object(object, "spec", "matchConstraints").add("namespaceSelector", selector);
    }
    return object;
  }

  private boolean areInForce() {
    JsonObject tooMany = TpuPods.ofLongestNames(4097, 1);
    String pod = probe().body().toString();
    return pod.contains("LWS_LEADER_ADDRESS")
        && pod.contains("TPU_WORKER_ID")
        && pod.contains(PodGroups.GROUP_NAME_ANNOTATION)
        && client.dryRun(tooMany).code() == 422;
  }

  @AfterAll
  void close() {
    if (client != null) {
      client.close();
    }
  }

  @Test
  void makesTheSamePodsButForTheValuesOfKeys() {
    List<String> failures = new ArrayList<>();
    List<Sample> compared = new ArrayList<>();
    for (Sample each : samples) {
      if (each.expected() != null && each.expected().code() == 201) {
        compared.add(each);
        Answer actual = client.dryRun(each.pod());
        if (actual.code() != 201) {
          failures.add(each.name() + ": " + actual.message());
        } else {
          differences(each, actual.body(), failures);
        }
      }
    }
    assertThat(failures.subList(0, Math.min(10, failures.size())))
        .as("%s differences in %s pods", failures.size(), compared.size())
        .isEmpty();
    assertThat(compared).hasSizeGreaterThan(900);
    assertThat(compared.stream().filter(each -> isTold(each, "TPU_WORKER_ID")))
        .hasSizeGreaterThan(300);
    assertThat(compared.stream().filter(each -> isTold(each, PodGroups.GROUP_NAME_ANNOTATION)))
        .hasSizeGreaterThan(90);
  }

  private static boolean isTold(Sample sample, String what) {
    return sample.admitted().toString().contains(what);
  }

  @Test
  void refusesPodsThatTheWebhookRefuses() {
    List<Sample> refused = samples.stream().filter(each -> each.expected() == null).toList();
    assertThat(refused).isNotEmpty();
    for (Sample each : refused) {
      Answer answer = client.dryRun(each.pod());
      assertThat(answer.code()).as("%s: %s", each.name(), answer.body()).isGreaterThan(399);
      assertThat(answer.message())
          .containsPattern("lws-((tpu|volcano)-)?pods\\.leaderworkerset\\.x-k8s\\.io");
      if (each.error().contains("LeaderExcluded")) {
        assertThat(answer.message()).endsWith("denied request: " + each.error());
      }
    }
    assertThat(refused).anyMatch(each -> each.error().contains("LeaderExcluded"));
  }

  /** As long as names can be: what is written into one container is 0.9 MB, which is stored. */
  @Test
  void tellsOfAllTpuContainersOfALargeGroup() {
    JsonObject pod = TpuPods.ofLongestNames(4096, 1);
    Answer answer = client.create("/api/v1/namespaces/default/pods", pod);
    assertThat(answer.code()).as("%s", answer.message()).isEqualTo(201);
    JsonObject expected = PodAdmission.admit(pod, Gang.NONE).pod();
    assertThat(environment(answer.body()).toString()).isEqualTo(environment(expected).toString());
  }

  @ParameterizedTest(name = "a group of {0} with {1} TPU containers in each pod")
  @CsvSource({"4097, 1, 4097", "2049, 2, 4098", "100000, 64, 6400000"})
  void refusesTpuPodsOfAGroupThatIsTooLarge(int size, int containers, int all) {
    Answer answer = client.dryRun(TpuPods.ofLongestNames(size, containers));
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .endsWith(
            " would have to be told of %d TPU containers of its group, and a policy tells of 4096"
                    .formatted(all)
                + " at most");
  }

  @Test
  void refusesTpuPodsOfASubgroupThatIsTooLarge() {
    JsonObject pod = TpuPods.ofLongestNames(8194, 2);
    JsonObject annotations = Json.object(pod, "metadata", "annotations");
    annotations.addProperty(PREFIX + "subgroup-size", "4097");
    assertThat(client.dryRun(pod).message())
        .endsWith(
            " would have to be told of 4097 TPU containers of its subgroup, and a policy tells of"
                + " 4096 at most");
    annotations.addProperty(PREFIX + "size", "8192");
    annotations.addProperty(PREFIX + "subgroup-size", "4096");
    Answer answer = client.dryRun(pod);
    assertThat(answer.code()).as("%s", answer.message()).isEqualTo(201);
    assertThat(environment(answer.body()).toString())
        .isEqualTo(environment(PodAdmission.admit(pod, Gang.NONE).pod()).toString());
  }

  private static JsonArray environment(JsonObject pod) {
    return Json.array(Json.array(pod, "spec", "containers").get(0), "env");
  }

  @Test
  void leavesOtherPodsAlone() {
    JsonObject pod = pod();
    Json.object(pod, "metadata").remove("labels");
    Answer answer = client.dryRun(pod);
    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.body().toString())
        .doesNotContain("LWS_", "TPU_", PodGroups.GROUP_NAME_ANNOTATION);
  }

  @Test
  void refusesASetWhoseAnnotationNeedsASubgroupPolicy() {
    String sets =
        "/apis/leaderworkerset.x-k8s.io/v1/namespaces/default/leaderworkersets?dryRun=All";
    JsonObject set =
        JsonParser.parseString(
                "{\"apiVersion\":\"leaderworkerset.x-k8s.io/v1\",\"kind\":\"LeaderWorkerSet\","
                    + "\"metadata\":{\"name\":\"a\",\"annotations\":{\""
                    + PREFIX
                    + "subgroup-exclusive-topology\":\"rack\"}},\"spec\":{\"leaderWorkerTemplate\":"
                    + "{\"size\":2,\"workerTemplate\":{\"spec\":{\"containers\":[{\"name\":\"c\","
                    + "\"image\":\"i\"}]}}}}}")
            .getAsJsonObject();
    Eventually.await("policy in force", () -> client.create(sets, set).code() == 422);
    assertThat(client.create(sets, set).message())
        .contains("cannot have subgroup-exclusive-topology without subGroupSize set");
    Json.ensureObject(Json.object(set, "spec", "leaderWorkerTemplate"), "subGroupPolicy")
        .addProperty("subGroupSize", 1);
    assertThat(client.create(sets, set).code()).isEqualTo(201);
  }

  private static void differences(Sample sample, JsonObject actual, List<String> failures) {
    String expected = comparable(sample.expected().body()).toString();
    for (String key : KEYS) {
      String theirs = Json.string(sample.admitted(), "metadata", "labels", key);
      String ours = Json.string(actual, "metadata", "labels", key);
      if (theirs != null && ours != null) {
        if (!ours.matches("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")) {
          failures.add(sample.name() + ": not a label value: " + ours);
        }
        expected = expected.replace('"' + theirs + '"', '"' + ours + '"');
      }
    }
    JsonElement want = JsonParser.parseString(expected);
    JsonElement got = comparable(actual);
    if (!want.equals(got)) {
      failures.add(sample.name() + ": " + firstDifference("", want, got));
    }
  }

  private static String firstDifference(String path, JsonElement want, JsonElement got) {
    if (want instanceof JsonObject a && got instanceof JsonObject b) {
      Set<String> names = new TreeSet<>(a.keySet());
      names.addAll(b.keySet());
      for (String name : names) {
        if (a.get(name) == null || !a.get(name).equals(b.get(name))) {
          return a.get(name) == null || b.get(name) == null
              ? path + "." + name + ": expected " + a.get(name) + " but was " + b.get(name)
              : firstDifference(path + "." + name, a.get(name), b.get(name));
        }
      }
    }
    return path + ": expected " + want + " but was " + got;
  }

  private static JsonObject comparable(JsonObject pod) {
    JsonObject out = pod.deepCopy();
    JsonObject metadata = Json.object(out, "metadata");
    for (String name : List.of("uid", "creationTimestamp", "managedFields", "resourceVersion")) {
      metadata.remove(name);
    }
    return out;
  }

  private Answer probe() {
    return client.dryRun(pod());
  }

  private static JsonObject pod() {
    JsonObject pod = Json.object(TestCertificates.podReview(), "request", "object");
    Json.object(pod, "metadata").addProperty("namespace", GANGS);
    JsonObject container = Json.array(pod, "spec", "containers").get(0).getAsJsonObject();
    container.addProperty("image", "i");
    TpuPods.requestTpus(container);
    return pod;
  }

  private static Path vectors() throws IOException {
    String other = System.getProperty("lws.golden.dir", "");
    Path folder = Path.of(other.isBlank() ? "../lws-core/src/test/resources/golden" : other);
    return folder.resolve("pod-admission.jsonl");
  }
}
