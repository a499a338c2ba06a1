package io.leaderworkerset.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.crd.RawClient.Answer;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneBinaries;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The committed definition on a real API server. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  /** The Kubernetes version that .ci/control-plane pins: others describe pods differently. */
  private static final String MADE_FROM = "v1.36.";

  private static final String SETS = "/apis/leaderworkerset.x-k8s.io/v1/namespaces/default/";

  private RawClient client;

  @BeforeAll
  void install(ControlPlane plane) throws Exception {
    client = new RawClient(plane);
    if (Boolean.getBoolean("lws.crd.write")) {
      Files.createDirectories(Crd.FILE.getParent());
      Files.writeString(Crd.FILE, CrdGenerator.text(CrdGenerator.generate(openApi())));
    }
    assertThat(Crd.install(client))
        .contains("NamesAccepted=True", "Established=True")
        .doesNotContain("NonStructuralSchema=True");
  }

  @Test
  void committedFileIsWhatTheGeneratorMakes(ControlPlane plane) throws Exception {
    Assumptions.assumeTrue(
        plane.version().startsWith(MADE_FROM), "the file is made from " + MADE_FROM + "x");
    assertThat(Files.readString(Crd.FILE))
        .as("write it anew as CrdGenerator's Javadoc says")
        .isEqualTo(CrdGenerator.text(CrdGenerator.generate(openApi())));
  }

  @Test
  void fitsIntoARequestWithRoom() throws IOException {
    assertThat(Files.size(Crd.FILE)).isLessThan(1_000_000);
  }

  @Test
  void fillsInTheDefaults() throws Exception {
    JsonObject set = create(set("defaults")).body();
    JsonObject spec = Json.object(set, "spec");
    Json.object(spec, "leaderWorkerTemplate").remove("workerTemplate");
    assertThat(spec)
        .isEqualTo(
            Json.parse(
                """
                {"replicas": 1, "startupPolicy": "LeaderCreated",
                 "networkConfig": {"subdomainPolicy": "Shared"},
                 "rolloutStrategy": {"type": "RollingUpdate", "rollingUpdateConfiguration":
                     {"partition": 0, "maxUnavailable": 1, "maxSurge": 0}},
                 "leaderWorkerTemplate": {"size": 1, "restartPolicy": "RecreateGroupOnPodRestart"}}
                """));
  }

  @Test
  void keepsFieldsOfPodsThatItDoesNotKnow() throws Exception {
    JsonObject set = set("newer");
    JsonObject template = Json.object(set, "spec", "leaderWorkerTemplate", "workerTemplate");
    JsonObject podSpec = Json.object(template, "spec");
    podSpec.add("newField", Json.parse("{\"deep\":[1]}"));
    podSpec.addProperty("restartPolicy", "AValueOfTheFuture");
    Json.array(podSpec, "containers").get(0).getAsJsonObject().addProperty("newField", "kept");
    Json.ensureObject(template, "metadata").addProperty("newField", "kept");
    JsonObject stored = create(set).body();
    assertThat(Json.object(stored, "spec", "leaderWorkerTemplate", "workerTemplate"))
        .isEqualTo(template);
  }

  @Test
  void dropsFieldsThatASetDoesNotHave() throws Exception {
    JsonObject set = set("typo");
    Json.object(set, "spec").addProperty("replicsa", 3);
    assertThat(Json.object(create(set).body(), "spec").has("replicsa")).isFalse();
  }

  @ParameterizedTest(name = "{0}={1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas|-1|greater than or equal to 0",
        "replicas|1000001|less than or equal to 1000000",
        "startupPolicy|\"Sometimes\"|Unsupported value",
        "leaderWorkerTemplate.size|0|greater than or equal to 1",
        "leaderWorkerTemplate.size|2147483647|product of replicas and size",
        "leaderWorkerTemplate.restartPolicy|\"Never\"|Unsupported value",
        "leaderWorkerTemplate.subGroupPolicy|{\"subGroupSize\":6}|cannot be larger than size",
        "leaderWorkerTemplate.subGroupPolicy|{\"subGroupSize\":3}|must be divisible by",
        "leaderWorkerTemplate.subGroupPolicy|{\"subGroupSize\":0}|greater than or equal to 1",
        "rolloutStrategy.rollingUpdateConfiguration.maxSurge|-1|greater than or equal to 0",
        "rolloutStrategy.rollingUpdateConfiguration.maxSurge|\"101%\"|from 0% to 100%",
        "rolloutStrategy.rollingUpdateConfiguration.maxSurge|\"5\"|from 0% to 100%",
        "rolloutStrategy.rollingUpdateConfiguration.maxUnavailable|0|the rollout could not begin",
        "rolloutStrategy.rollingUpdateConfiguration.maxUnavailable|\"49%\"|could not begin",
        "rolloutStrategy.rollingUpdateConfiguration.partition|-1|greater than or equal to 0",
        "networkConfig.subdomainPolicy|\"Mine\"|Unsupported value"
      })
  void refusesAValueOutsideItsLimits(String path, String value, String message) throws Exception {
    JsonObject set = set("limits");
    put(Json.object(set, "spec"), "replicas", Json.parse("2"));
    put(Json.object(set, "spec"), "leaderWorkerTemplate.size", Json.parse("5"));
    put(Json.object(set, "spec"), path, Json.parse(value));
    Answer answer = create(set);
    assertThat(answer.code()).as("%s", answer.body()).isEqualTo(422);
    assertThat(Json.string(answer.body(), "message")).contains(message);
  }

  @Test
  void refusesANameThatCannotBeAService() throws Exception {
    assertThat(create(set("1st")).code()).isEqualTo(422);
    assertThat(create(set("a.b")).code()).isEqualTo(422);
    assertThat(create(set("a".repeat(64))).code()).isEqualTo(422);
    assertThat(create(set("a".repeat(63))).code()).isEqualTo(201);
  }

  @Test
  void mergesContainersAndPortsOfTwoManagers() throws Exception {
    String ports = "\"ports\":[{\"containerPort\":%d}]";
    apply("merged", "one", "[{\"name\":\"a\",\"image\":\"a:1\"," + ports.formatted(80) + "}]");
    JsonObject both =
        apply(
            "merged",
            "two",
            "[{\"name\":\"a\"," + ports.formatted(81) + "},{\"name\":\"b\",\"image\":\"b:1\"}]");
    JsonArray containers =
        Json.array(both, "spec", "leaderWorkerTemplate", "workerTemplate", "spec", "containers");
    assertThat(containers).hasSize(2);
    assertThat(Json.string(containers.get(0), "image")).isEqualTo("a:1");
    assertThat(Json.array(containers.get(0), "ports"))
        .extracting(port -> Json.integer(port, "containerPort"))
        .containsExactly(80, 81);
  }

  @Test
  void scalesThroughTheSubresource() throws Exception {
    create(set("scaled"));
    Answer answer =
        client.send(
            "PATCH",
            SETS + "leaderworkersets/scaled/scale",
            "application/merge-patch+json",
            "{\"spec\":{\"replicas\":4}}");
    assertThat(answer.code()).isEqualTo(200);
    assertThat(
            Json.integer(client.get(SETS + "leaderworkersets/scaled").body(), "spec", "replicas"))
        .isEqualTo(4);
  }

  @Test
  void explainsItselfToKubectl(ControlPlane plane) throws Exception {
    Path kubectl = ControlPlaneBinaries.find().orElseThrow().folder().resolve("kubectl");
    Assumptions.assumeTrue(Files.isExecutable(kubectl), "no kubectl beside the API server");
    assertThat(run(plane, kubectl, "explain", "lws.spec"))
        .containsPattern("leaderWorkerTemplate\\s+<Object> -required-")
        .containsPattern("replicas\\s+<integer>\\s+Number of groups\\.");
    assertThat(run(plane, kubectl, "explain", "lws.spec.leaderWorkerTemplate.workerTemplate.spec"))
        .containsPattern("containers\\s+<\\[\\]Object> -required-");
    create(set("listed"));
    assertThat(run(plane, kubectl, "get", "lws", "listed"))
        .containsPattern("NAME +READY +DESIRED +UP-TO-DATE +AGE\\s+listed +1 +");
  }

  private String run(ControlPlane plane, Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.add("--kubeconfig=" + plane.kubeconfig());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private JsonObject openApi() throws IOException {
    return client.get("/openapi/v3/apis/apps/v1").body();
  }

  private JsonObject apply(String name, String manager, String containers) throws IOException {
    JsonObject set = set(name);
    put(
        Json.object(set, "spec"),
        "leaderWorkerTemplate.workerTemplate.spec.containers",
        Json.parse(containers));
    Answer answer =
        client.send(
            "PATCH",
            SETS + "leaderworkersets/" + name + "?fieldManager=" + manager,
            "application/apply-patch+yaml",
            Json.write(set));
    assertThat(answer.code()).as("%s", answer.body()).isBetween(200, 201);
    return answer.body();
  }

  private Answer create(JsonObject set) throws IOException {
    return client.create(SETS + "leaderworkersets", set);
  }

  private static JsonObject set(String name) {
    return Json.parse(
            """
            {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet",
             "metadata": {"name": "%s"},
             "spec": {"leaderWorkerTemplate": {"workerTemplate": {"spec": {"containers": [
               {"name": "c", "image": "test:1"}]}}}}}
            """
                .formatted(name))
        .getAsJsonObject();
  }

  private static void put(JsonObject root, String path, JsonElement value) {
    String[] names = path.split("\\.");
    JsonObject parent = root;
    for (int i = 0; i < names.length - 1; i++) {
      parent = Json.ensureObject(parent, names[i]);
    }
    parent.add(names[names.length - 1], value);
  }
}
