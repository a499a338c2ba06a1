package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Create, get, list, update: what is stored and what is refused. */
class ObjectsTest extends ServerTest {
  @Test
  void createdObjectGetsIdentityAndVersion() {
    Api.Answer made = api.post(SETS, set("web"));

    assertThat(made.code()).isEqualTo(201);
    assertThat(made.string("metadata", "uid")).hasSize(36);
    assertThat(made.string("metadata", "namespace")).isEqualTo("default");
    assertThat(made.string("metadata", "creationTimestamp")).endsWith("Z");
    assertThat(Json.integer(made.body(), "metadata", "generation")).isEqualTo(1);
    assertThat(api.get(SETS + "/web").body()).isEqualTo(made.body());
  }

  @Test
  void secondCreateOfANameIsRefused() {
    api.post(SETS, set("web"));
    Api.Answer again = api.post(SETS, set("web"));

    assertThat(again.code()).isEqualTo(409);
    assertThat(again.string("kind")).isEqualTo("Status");
    assertThat(again.string("reason")).isEqualTo("AlreadyExists");
    assertThat(again.string("message")).isEqualTo("statefulsets.apps \"web\" already exists");
    assertThat(again.string("details", "group")).isEqualTo("apps");
  }

  @Test
  void missingObjectIsNotFound() {
    Api.Answer answer = api.get(PODS + "/none");

    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.string("reason")).isEqualTo("NotFound");
    assertThat(answer.string("message")).isEqualTo("pods \"none\" not found");
  }

  @Test
  void unknownResourceIsNotFoundWithoutAName() {
    assertThat(api.get("/apis/none.example/v1/things").string("message"))
        .isEqualTo("the server could not find the requested resource");
  }

  @Test
  void createInAMissingNamespaceNamesTheNamespace() {
    Api.Answer answer = api.post("/api/v1/namespaces/none/pods", pod("p"));

    assertThat(answer.code()).isEqualTo(404);
    assertThat(answer.string("message")).isEqualTo("namespaces \"none\" not found");
  }

  @Test
  void generatedNamesDiffer() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Api.Answer made =
          api.post(MAPS, "{\"metadata\":{\"generateName\":\"m-\"},\"data\":{\"a\":\"1\"}}");
      names.add(made.string("metadata", "name"));
    }
    assertThat(names).hasSize(20).allMatch(n -> n.matches("m-[a-z0-9]{5}"));
  }

  @Test
  void updateOfAnOldVersionIsAConflict() {
    JsonObject first = api.post(MAPS, map("m")).body();
    api.patch(MAPS + "/m", Api.MERGE, "{\"data\":{\"b\":\"2\"}}");
    Api.Answer late = api.put(MAPS + "/m", first);

    assertThat(late.code()).isEqualTo(409);
    assertThat(late.string("reason")).isEqualTo("Conflict");
    assertThat(late.string("message"))
        .startsWith("Operation cannot be fulfilled on configmaps \"m\": the object has been")
        .endsWith("apply your changes to the latest version and try again");
  }

  @Test
  void updateThatChangesNothingKeepsTheVersion() {
    JsonObject made = api.post(SETS, set("web")).body();
    assertThat(api.put(SETS + "/web", made).version())
        .isEqualTo(Json.string(made, "metadata", "resourceVersion"));
  }

  @Test
  void generationCountsSpecChangesOnly() {
    api.post(SETS, set("web"));
    api.patch(SETS + "/web", Api.MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
    api.patch(SETS + "/web/status", Api.MERGE, "{\"status\":{\"replicas\":1}}");
    Api.Answer same = api.get(SETS + "/web");
    Api.Answer changed = api.patch(SETS + "/web", Api.MERGE, "{\"spec\":{\"replicas\":3}}");

    assertThat(Json.integer(same.body(), "metadata", "generation")).isEqualTo(1);
    assertThat(Json.integer(changed.body(), "metadata", "generation")).isEqualTo(2);
  }

  @Test
  void mainResourceKeepsStatusAndStatusKeepsTheRest() {
    api.post(LWS, lws("l"));
    api.patch(LWS + "/l/status", Api.MERGE, "{\"status\":{\"replicas\":4},\"spec\":null}");
    JsonObject edited = api.get(LWS + "/l").body().deepCopy();
    edited.remove("status");
    edited.getAsJsonObject("spec").addProperty("replicas", 7);
    JsonObject after = api.put(LWS + "/l", edited).body();

    assertThat(Json.integer(after, "status", "replicas")).isEqualTo(4);
    assertThat(Json.integer(after, "spec", "replicas")).isEqualTo(7);
  }

  @Test
  void customResourceUpdateMustNameItsVersion() {
    JsonObject made = api.post(LWS, lws("l")).body().deepCopy();
    made.getAsJsonObject("metadata").remove("resourceVersion");
    Api.Answer answer = api.put(LWS + "/l", made);

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.string("message")).contains("metadata.resourceVersion: Invalid value: 0");
  }

  @Test
  void statefulSetIsDefaultedAsTheApiDoes() {
    JsonObject made = api.post(SETS, set("web")).body();
    JsonElement container = Json.array(made, "spec", "template", "spec", "containers").get(0);

    assertThat(Json.string(made, "spec", "podManagementPolicy")).isEqualTo("OrderedReady");
    assertThat(Json.object(made, "spec", "updateStrategy"))
        .isEqualTo(json("{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"partition\":0}}"));
    assertThat(Json.object(made, "spec", "persistentVolumeClaimRetentionPolicy"))
        .isEqualTo(json("{\"whenDeleted\":\"Retain\",\"whenScaled\":\"Retain\"}"));
    assertThat(Json.string(container, "imagePullPolicy")).isEqualTo("IfNotPresent");
    assertThat(Json.integer(made, "status", "replicas")).isZero();
    assertThat(Json.integer(made, "spec", "template", "spec", "terminationGracePeriodSeconds"))
        .isEqualTo(30);
  }

  @Test
  void immutableStatefulSetFieldsAreRefusedInTheApisWords() {
    api.post(SETS, set("web"));
    Api.Answer answer =
        api.patch(SETS + "/web", Api.MERGE, "{\"spec\":{\"serviceName\":\"other\"}}");

    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.string("reason")).isEqualTo("Invalid");
    assertThat(answer.string("message"))
        .isEqualTo(
            "StatefulSet.apps \"web\" is invalid: spec: Forbidden: updates to statefulset spec for"
                + " fields other than 'replicas', 'ordinals', 'template', 'updateStrategy',"
                + " 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                + " 'minReadySeconds' are forbidden");
    assertThat(Json.string(Json.array(answer.body(), "details", "causes").get(0), "field"))
        .isEqualTo("spec");
  }

  @Test
  void maxUnavailableIsDroppedWhileItsGateIsOff() {
    String strategy = "\"updateStrategy\":{\"rollingUpdate\":{\"maxUnavailable\":2}},";
    String body = set("web").replace("\"replicas\":2,", "\"replicas\":2," + strategy);

    assertThat(rolling(api.post(SETS, body).body()).has("maxUnavailable")).isFalse();
    try (EmbeddedApiServer gated =
        EmbeddedApiServer.builder().featureGate("MaxUnavailableStatefulSet").start()) {
      JsonObject made = new Api(gated).post(SETS, body).body();
      assertThat(rolling(made).get("maxUnavailable")).isEqualTo(new JsonPrimitive(2));
    }
  }

  private static JsonObject rolling(JsonObject set) {
    return Json.object(set, "spec", "updateStrategy", "rollingUpdate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Upper", "under_score", "-dash", "a..b", ""})
  void badNamesAreInvalid(String name) {
    Api.Answer answer = api.post(PODS, pod(name));
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.string("message")).contains("metadata.name");
  }

  @ParameterizedTest
  @CsvSource({"1abc, 422", "abc, 201", "a.b, 422"})
  void serviceNamesAreDns1035Labels(String name, int code) {
    String body =
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"clusterIP\":\"None\"}}".formatted(name);
    assertThat(api.post("/api/v1/namespaces/default/services", body).code()).isEqualTo(code);
  }

  @Test
  void labelValuesHaveAtMost63Characters() {
    String fits = "a".repeat(63);
    assertThat(api.post(MAPS, map("fits", "\"l\":\"" + fits + "\"")).code()).isEqualTo(201);
    Api.Answer answer = api.post(MAPS, map("long", "\"l\":\"" + fits + "a\""));
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.string("message"))
        .contains("metadata.labels: Invalid value")
        .contains("must be no more than 63 characters");
  }

  @Test
  void podsNeedAContainerWithAnImage() {
    Api.Answer answer =
        api.post(PODS, "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[]}}");
    assertThat(answer.string("message"))
        .isEqualTo("Pod \"p\" is invalid: spec.containers: Required value");
  }

  @Test
  void unknownFieldsAreKept() {
    String body = lws("l").replace("\"image\":\"i:1\"", "\"image\":\"i:1\",\"newField\":{\"x\":1}");
    JsonObject made = api.post(LWS, body).body();
    assertThat(made.toString()).contains("\"newField\":{\"x\":1}");
  }

  @Test
  void controllerRevisionDataIsKeptByteForByte() {
    String data = "{\"z\":null,\"a\":1.0,\"m\":[{}],\"text\":\"<&>\"}";
    api.post(
        "/apis/apps/v1/namespaces/default/controllerrevisions",
        "{\"metadata\":{\"name\":\"r\"},\"data\":" + data + ",\"revision\":1}");
    String raw = api.get("/apis/apps/v1/namespaces/default/controllerrevisions/r").raw().body();
    assertThat(raw).contains("\"data\":" + data);
  }

  @Test
  void dryRunStoresNothing() {
    assertThat(api.post(MAPS + "?dryRun=All", map("m")).code()).isEqualTo(201);
    assertThat(api.get(MAPS + "/m").code()).isEqualTo(404);
    api.post(MAPS, map("m"));
    Api.Answer patched = api.patch(MAPS + "/m?dryRun=All", Api.MERGE, "{\"data\":{\"a\":\"2\"}}");
    assertThat(patched.string("data", "a")).isEqualTo("2");
    assertThat(api.get(MAPS + "/m").string("data", "a")).isEqualTo("1");
  }

  @Test
  void admissionHooksChangeAndRefuse() {
    server.addAdmissionHook(
        review -> {
          if (review.name().equals("bad")) {
            throw Statuses.deniedByWebhook("names.example", "this name is taken");
          }
          review.object().getAsJsonObject("metadata").addProperty("generateName", "seen-");
          return review.object();
        });
    Api.Answer refused = api.post(PODS, pod("bad"));

    assertThat(api.post(PODS, pod("good")).string("metadata", "generateName")).isEqualTo("seen-");
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.string("message"))
        .isEqualTo("admission webhook \"names.example\" denied the request: this name is taken");
  }

  @Test
  void bindingPutsAPodOnANode() {
    api.post(PODS, pod("p"));
    Api.Answer bound =
        api.post(PODS + "/p/binding", "{\"target\":{\"kind\":\"Node\",\"name\":\"n1\"}}");
    assertThat(bound.code()).isEqualTo(201);
    assertThat(api.get(PODS + "/p").string("spec", "nodeName")).isEqualTo("n1");
    assertThat(api.post(PODS + "/p/binding", "{\"target\":{\"name\":\"n2\"}}").code())
        .isEqualTo(409);
  }
}
