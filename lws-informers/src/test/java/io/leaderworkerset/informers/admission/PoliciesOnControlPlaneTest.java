package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.PodAdmission;
import io.leaderworkerset.informers.admission.PlaneClient.Answer;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
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

/** The policies against the pod vectors: what the API server makes is what the webhook makes. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesOnControlPlaneTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  private static final String PREFIX = "leaderworkerset.sigs.k8s.io/";
  private static final List<String> KEYS = List.of(PREFIX + "group-key", PREFIX + "subgroup-key");

  private record Sample(int number, JsonObject pod, JsonObject admitted, Answer expected) {}

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
    for (String line : Files.readAllLines(vectors())) {
      JsonObject vector = JsonParser.parseString(line).getAsJsonObject();
      JsonObject pod = Json.object(vector, "in", "pod");
      pod.remove("status");
      if (!pod.toString().contains("google.com/tpu")) {
        PodAdmission.Result result = PodAdmission.admit(pod, Gang.NONE);
        Answer expected = result.isAdmitted() ? client.dryRun(result.pod()) : null;
        samples.add(new Sample(Json.integer(vector, "case"), pod, result.pod(), expected));
      }
    }
    AdmissionManifests.policies().forEach(client::register);
    Eventually.await(
        () -> "policies in force: " + probe().body(),
        () -> probe().body().toString().contains("LWS_LEADER_ADDRESS"));
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
    int compared = 0;
    for (Sample each : samples) {
      if (each.expected() != null && each.expected().code() == 201) {
        compared++;
        Answer actual = client.dryRun(each.pod());
        if (actual.code() != 201) {
          failures.add("case " + each.number() + ": " + actual.message());
        } else {
          differences(each, actual.body(), failures);
        }
      }
    }
    assertThat(failures.subList(0, Math.min(10, failures.size())))
        .as("%s differences in %s pods", failures.size(), compared)
        .isEmpty();
    assertThat(compared).as("of %s", samples.size()).isGreaterThan(400);
  }

  @Test
  void refusesPodsThatTheWebhookRefuses() {
    List<Sample> refused = samples.stream().filter(each -> each.expected() == null).toList();
    assertThat(refused).isNotEmpty();
    for (Sample each : refused) {
      Answer answer = client.dryRun(each.pod());
      assertThat(answer.code()).as("case %s: %s", each.number(), answer.body()).isGreaterThan(399);
      assertThat(answer.message()).contains("lws-pods.leaderworkerset.x-k8s.io");
    }
  }

  @Test
  void leavesOtherPodsAlone() {
    JsonObject pod = pod();
    Json.object(pod, "metadata").remove("labels");
    Answer answer = client.dryRun(pod);
    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.body().toString()).doesNotContain("LWS_");
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
        if (!ours.matches("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")) {
          failures.add("case " + sample.number() + ": not a label value: " + ours);
        }
        expected = expected.replace('"' + theirs + '"', '"' + ours + '"');
      }
    }
    JsonElement want = JsonParser.parseString(expected);
    JsonElement got = comparable(actual);
    if (!want.equals(got)) {
      failures.add("case " + sample.number() + ": " + firstDifference("", want, got));
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
    Json.object(pod, "metadata").addProperty("namespace", "default");
    Json.array(pod, "spec", "containers").get(0).getAsJsonObject().addProperty("image", "i");
    return pod;
  }

  private static Path vectors() throws IOException {
    String other = System.getProperty("lws.golden.dir", "");
    Path folder = Path.of(other.isBlank() ? "../lws-core/src/test/resources/golden" : other);
    return folder.resolve("pod-admission.jsonl");
  }
}
