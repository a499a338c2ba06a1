package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedFieldsTest {
  private static final String OWNED =
      """
      {"f:metadata": {"f:labels": {"f:a": {}}, "f:finalizers": {".": {}, "v:\\"x/y\\"": {}}},
       "f:spec": {"f:replicas": {}, "f:selector": {},
        "f:updateStrategy": {"f:rollingUpdate": {"f:maxUnavailable": {}}},
        "f:template": {"f:spec": {
         "f:tolerations": {},
         "f:containers": {
          "k:{\\"name\\":\\"c\\"}": {".": {}, "f:name": {}, "f:image": {}, "f:resources":
            {"f:requests": {"f:cpu": {}}},
           "f:env": {"k:{\\"name\\":\\"E\\"}": {".": {}, "f:name": {}, "f:value": {}}},
           "f:ports": {"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":
             {".": {}, "f:containerPort": {}}}}}}}}}
      """;

  private static final String BODY =
      """
      {"apiVersion": "apps/v1", "kind": "StatefulSet",
       "metadata": {"name": "s", "labels": {"a": "1"}, "finalizers": ["x/y"]},
       "spec": {"replicas": 2, "selector": {"matchLabels": {"a": "1"}},
        "updateStrategy": {"rollingUpdate": {"maxUnavailable": 1}},
        "template": {"spec": {
         "tolerations": [{"key": "gpu", "operator": "Exists"}],
         "containers": [{"name": "c", "image": "i:1",
          "resources": {"requests": {"cpu": "1"}},
          "env": [{"name": "E", "value": "v"}],
          "ports": [{"containerPort": 80}]}]}}}}
      """;

  @Test
  void findsNothingInWhatTheServerMadeOfTheSameBody() {
    JsonObject live = live();
    JsonObject spec = Json.object(live, "spec");
    spec.addProperty("revisionHistoryLimit", 10);
    spec.add("updateStrategy", Json.parse("{\"type\": \"RollingUpdate\"}")); // a gate is off
    JsonObject container = container(live);
    container.addProperty("imagePullPolicy", "IfNotPresent");
    Json.object(container, "resources", "requests").addProperty("cpu", "1000m");
    Json.array(container, "ports").get(0).getAsJsonObject().addProperty("protocol", "TCP");

    assertThat(drift(live, desired())).isEmpty();
  }

  @Test
  void tellsChangesFromWhatOnlyTakesOwnership() {
    JsonObject desired = desired();
    JsonObject wanted = container(desired);
    wanted.add("securityContext", new JsonObject());
    wanted.addProperty("workingDir", "/");
    Json.object(wanted, "resources", "requests").addProperty("memory", "1Gi");
    JsonObject live = live();
    JsonObject actual = container(live);
    actual.add("securityContext", new JsonObject());
    actual.addProperty("workingDir", "/");
    Json.object(actual, "resources", "requests").addProperty("memory", "1024Mi");

    assertThat(drift(live, desired)).hasSize(3);
    assertThat(OwnedFields.changes(live, desired, "lws")).isEmpty();

    actual.addProperty("workingDir", "/tmp");
    Json.object(actual, "resources", "requests").addProperty("memory", "2Gi");
    actual.addProperty("image", "i:0");
    assertThat(OwnedFields.changes(live, desired, "lws"))
        .containsExactly(
            "spec.template.spec.containers[name=c].image",
            "spec.template.spec.containers[name=c].resources.requests.memory",
            "spec.template.spec.containers[name=c].workingDir");
  }

  @Test
  void findsAChangedValue() {
    JsonObject desired = desired();
    container(desired).addProperty("image", "i:2");
    Json.object(container(desired), "resources", "requests").addProperty("cpu", "2");
    Json.object(desired, "spec").addProperty("replicas", 3);

    assertThat(drift(live(), desired))
        .containsExactly(
            "spec.replicas",
            "spec.template.spec.containers[name=c].image",
            "spec.template.spec.containers[name=c].resources.requests.cpu");
  }

  @Test
  void findsAChangedAtomicList() {
    JsonObject desired = desired();
    Json.array(desired, "spec", "template", "spec", "tolerations")
        .get(0)
        .getAsJsonObject()
        .addProperty("effect", "NoSchedule");

    assertThat(drift(live(), desired)).containsExactly("spec.template.spec.tolerations");
  }

  @Test
  void findsWhatIsNoLongerWanted() {
    JsonObject desired = desired();
    container(desired).remove("env");
    Json.object(desired, "metadata").remove("labels");
    Json.object(desired, "metadata").remove("finalizers");
    Json.object(desired, "spec", "template", "spec").remove("tolerations");

    assertThat(drift(live(), desired))
        .containsExactly(
            "metadata.finalizers[x/y]",
            "metadata.labels.a",
            "spec.template.spec.containers[name=c].env[name=E].name",
            "spec.template.spec.containers[name=c].env[name=E].value",
            "spec.template.spec.tolerations");
  }

  @Test
  void takesOwnershipOfWhatIsWantedButNotOwned() {
    JsonObject desired = desired();
    JsonObject live = live();
    container(desired).addProperty("imagePullPolicy", "Always");
    container(live).addProperty("imagePullPolicy", "Always");
    JsonObject sidecar = new JsonObject();
    sidecar.addProperty("name", "sidecar");
    Json.array(desired, "spec", "template", "spec", "containers").add(sidecar);

    assertThat(drift(live, desired))
        .containsExactly(
            "spec.template.spec.containers[1]",
            "spec.template.spec.containers[name=c].imagePullPolicy");
  }

  @Test
  void leavesAloneWhatOthersAdded() {
    JsonObject live = live();
    Json.object(live, "metadata", "labels").addProperty("theirs", "1");
    container(live).addProperty("workingDir", "/x");
    JsonObject sidecar = new JsonObject();
    sidecar.addProperty("name", "injected");
    Json.array(live, "spec", "template", "spec", "containers").add(sidecar);

    assertThat(drift(live, desired())).isEmpty();
  }

  @Test
  void updatesAndStatusWritesOfTheSameManagerCountForNothing() {
    JsonObject live = live();
    JsonObject entry = Json.array(live, "metadata", "managedFields").get(0).getAsJsonObject();
    entry.addProperty("operation", "Update");
    assertThat(drift(live, desired())).contains("spec");

    entry.addProperty("operation", "Apply");
    entry.addProperty("subresource", "status");
    assertThat(drift(live, desired())).contains("spec");
  }

  @Test
  void anObjectWithoutManagedFieldsIsAllDrift() {
    assertThat(drift(new JsonObject(), desired()))
        .containsExactly("metadata.finalizers", "metadata.labels", "spec");
    assertThat(drift(new JsonObject(), new JsonObject())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "", "a b", "a\"b", "a\\b", "\":\"", "}", "\u00e9"})
  void findsAnItemByAKeyOfAnyText(String name) {
    JsonObject keys = new JsonObject();
    keys.addProperty("name", name);
    JsonObject owned = new JsonObject();
    owned.add("k:" + Json.write(keys), new JsonObject());

    assertThat(FieldSets.ownedItems(owned).get(0).matches(keys)).isTrue();
    assertThat(FieldSets.ownedItems(owned).get(0).key()).isEqualTo(keys);
  }

  @Test
  void takesAKeyThatIsNoJsonAsItsText() {
    JsonObject owned = new JsonObject();
    owned.add("k:{\"name\"", new JsonObject());

    assertThat(FieldSets.ownedItems(owned).get(0).path()).isEqualTo("[{\"name\"]");
  }

  private static List<String> drift(JsonObject live, JsonObject desired) {
    return OwnedFields.drift(live, desired, "lws");
  }

  private static JsonObject desired() {
    return Json.parse(BODY).getAsJsonObject();
  }

  private static JsonObject live() {
    JsonObject live = desired();
    Json.object(live, "metadata")
        .add(
            "managedFields",
            Json.parse(
                "[{\"manager\": \"lws\", \"operation\": \"Apply\", \"fieldsV1\": "
                    + OWNED
                    + "}, {\"manager\": \"other\", \"operation\": \"Apply\", \"fieldsV1\": {}}]"));
    return live;
  }

  private static JsonObject container(JsonObject statefulSet) {
    return Json.array(statefulSet, "spec", "template", "spec", "containers")
        .get(0)
        .getAsJsonObject();
  }
}
