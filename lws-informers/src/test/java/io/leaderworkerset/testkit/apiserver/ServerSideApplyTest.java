package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Server-side apply: who owns what, conflicts, and what goes when nobody names it any more. */
class ServerSideApplyTest extends ServerTest {
  private static final String WEB = SETS + "/web";

  private static String applied(String containerFields, String more) {
    return """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: web
        spec:
          serviceName: s
          selector: {matchLabels: {app: x}}
          %s
          template:
            metadata: {labels: {app: x}}
            spec:
              containers:
              - name: c
                image: i:1
                %s
        """
        .formatted(more, containerFields);
  }

  private static JsonObject fieldsOf(JsonObject object, String manager, String operation) {
    for (JsonElement e : Json.array(object, "metadata", "managedFields")) {
      if (manager.equals(Json.string(e, "manager"))
          && operation.equals(Json.string(e, "operation"))) {
        return Json.object(e, "fieldsV1");
      }
    }
    return null;
  }

  @Test
  void firstApplyCreatesAndOwnsExactlyWhatItNames() {
    Api.Answer made = api.apply(WEB, "lws", applied("env: [{name: A, value: '1'}]", ""));

    assertThat(made.code()).isEqualTo(201);
    assertThat(Json.integer(made.body(), "spec", "replicas")).isEqualTo(1);
    assertThat(fieldsOf(made.body(), "lws", "Apply"))
        .isEqualTo(
            json(
                """
                {"f:spec":{"f:selector":{},"f:serviceName":{},"f:template":{
                 "f:metadata":{"f:labels":{"f:app":{}}},
                 "f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{".":{},
                  "f:env":{"k:{\\"name\\":\\"A\\"}":{".":{},"f:name":{},"f:value":{}}},
                  "f:image":{},"f:name":{}}}}}}}"""));
  }

  @Test
  void applyThatChangesNothingKeepsTheVersion() {
    Api.Answer first = api.apply(WEB, "lws", applied("", "replicas: 2"));
    Api.Answer second = api.apply(WEB, "lws", applied("", "replicas: 2"));
    assertThat(second.code()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
  }

  @Test
  void droppedMaxUnavailableStaysOwnedAndIsNoChange() {
    String config =
        applied("", "updateStrategy: {rollingUpdate: {maxUnavailable: 2, partition: 0}}");
    Api.Answer first = api.apply(WEB, "lws", config);
    assertThat(fieldsOf(first.body(), "lws", "Apply").toString()).contains("f:maxUnavailable");
    assertThat(Json.at(first.body(), "spec", "updateStrategy", "rollingUpdate").toString())
        .isEqualTo("{\"partition\":0}");
    assertThat(api.apply(WEB, "lws", config).version()).isEqualTo(first.version());
  }

  @Test
  void anotherManagersValueIsAConflictUntilForced() {
    api.apply(WEB, "one", applied("", "replicas: 2"));
    Api.Answer refused = api.apply(WEB, "two", applied("", "replicas: 3"));

    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.string("message"))
        .isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .spec.replicas");
    assertThat(Json.array(refused.body(), "details", "causes"))
        .containsExactly(
            json(
                "{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"one\\\"\","
                    + "\"field\":\".spec.replicas\"}"));

    Api.Answer forced =
        api.patch(WEB + "?fieldManager=two&force=true", Api.APPLY, applied("", "replicas: 3"));
    assertThat(Json.integer(forced.body(), "spec", "replicas")).isEqualTo(3);
    assertThat(fieldsOf(forced.body(), "one", "Apply").toString()).doesNotContain("f:replicas");
    assertThat(fieldsOf(forced.body(), "two", "Apply").toString()).contains("f:replicas");
  }

  @Test
  void conflictWithAnUpdateNamesVersionAndTime() {
    api.apply(WEB, "one", applied("", ""));
    api.patch(WEB + "?fieldManager=scaler", Api.MERGE, "{\"spec\":{\"replicas\":5}}");
    assertThat(api.apply(WEB, "one", applied("", "replicas: 2")).string("message"))
        .matches(
            "Apply failed with 1 conflict: conflict with \"scaler\" using apps/v1 at"
                + " \\S+Z: \\.spec\\.replicas");
  }

  @Test
  void equalValuesAreShared() {
    api.apply(WEB, "one", applied("", "replicas: 2"));
    Api.Answer shared = api.apply(WEB, "two", applied("", "replicas: 2"));
    assertThat(shared.code()).isEqualTo(200);
    assertThat(fieldsOf(shared.body(), "one", "Apply"))
        .isEqualTo(fieldsOf(shared.body(), "two", "Apply"));

    Api.Answer given = api.apply(WEB, "one", applied("", ""));
    assertThat(Json.integer(given.body(), "spec", "replicas")).isEqualTo(2); // two's still
    Api.Answer gone = api.apply(WEB, "two", applied("", ""));
    assertThat(Json.integer(gone.body(), "spec", "replicas")).isEqualTo(1); // the default
  }

  @Test
  void fieldsNoLongerAppliedGoUnlessOthersOwnThem() {
    api.apply(WEB, "one", applied("env: [{name: A, value: '1'}, {name: B, value: '2'}]", ""));
    api.patch(
        WEB + "?fieldManager=user",
        Api.STRATEGIC,
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"env\":"
            + "[{\"name\":\"U\",\"value\":\"9\"}]}]}}}}");
    Api.Answer after = api.apply(WEB, "one", applied("env: [{name: A, value: '1'}]", ""));
    JsonElement container =
        Json.array(after.body(), "spec", "template", "spec", "containers").get(0);

    assertThat(
            Json.array(container, "env").asList().stream()
                .map(e -> Json.string(e, "name"))
                .collect(Collectors.toList()))
        .containsExactlyInAnyOrder("A", "U");
    assertThat(Json.string(container, "imagePullPolicy")).isEqualTo("IfNotPresent");
  }

  @Test
  void removedListItemGoesWithItsDefaults() {
    String two =
        applied("", "")
            + "      - name: side\n        image: s:1\n        ports: [{containerPort: 80}]\n";
    Api.Answer first = api.apply(WEB, "one", two);
    assertThat(Json.array(first.body(), "spec", "template", "spec", "containers")).hasSize(2);
    assertThat(first.body().toString()).contains("containerPort\\\":80,\\\"protocol\\\":\\\"TCP");
    Api.Answer after = api.apply(WEB, "one", applied("", ""));
    assertThat(Json.array(after.body(), "spec", "template", "spec", "containers")).hasSize(1);
  }

  @Test
  void labelsOfSeveralManagersLiveTogether() {
    String label = "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels: {%s: x}}}";
    api.apply(MAPS + "/m", "one", label.formatted("a"));
    Api.Answer both = api.apply(MAPS + "/m", "two", label.formatted("b"));
    assertThat(Json.strings(both.body(), "metadata", "labels")).containsOnlyKeys("a", "b");
    Api.Answer moved = api.apply(MAPS + "/m", "one", label.formatted("c"));
    assertThat(Json.strings(moved.body(), "metadata", "labels")).containsOnlyKeys("b", "c");
  }

  @Test
  void ownerReferencesAndFinalizersMergeByTheirKeys() {
    String base = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"m\",%s}}";
    String owner =
        "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"%s\","
            + "\"uid\":\"%s\"}],\"finalizers\":[\"example.com/%s\"]";
    api.apply(MAPS + "/m", "one", base.formatted(owner.formatted("p", "u1", "a")));
    Api.Answer both =
        api.apply(MAPS + "/m", "two", base.formatted(owner.formatted("q", "u2", "b")));

    assertThat(Json.array(both.body(), "metadata", "ownerReferences")).hasSize(2);
    assertThat(Json.array(both.body(), "metadata", "finalizers")).hasSize(2);
    assertThat(fieldsOf(both.body(), "one", "Apply").toString())
        .contains("f:finalizers\":{\"v:\\\"example.com/a\\\"\":{}}")
        .contains("\"k:{\\\"uid\\\":\\\"u1\\\"}\":{}");
  }

  @Test
  void updatesTakeFieldsOverAndAreTrackedBySubresource() {
    api.apply(WEB, "one", applied("", "replicas: 2"));
    api.patch(WEB + "/status?fieldManager=ctl", Api.MERGE, "{\"status\":{\"replicas\":2}}");
    JsonObject after =
        api.patch(WEB + "?fieldManager=user", Api.MERGE, "{\"spec\":{\"replicas\":4}}").body();

    assertThat(fieldsOf(after, "one", "Apply").toString()).doesNotContain("f:replicas");
    assertThat(fieldsOf(after, "user", "Update"))
        .isEqualTo(json("{\"f:spec\":{\"f:replicas\":{}}}"));
    assertThat(fieldsOf(after, "ctl", "Update"))
        .isEqualTo(json("{\"f:status\":{\"f:replicas\":{}}}"));
    assertThat(after.toString()).contains("\"subresource\":\"status\"");
  }

  @Test
  void statusIsAppliedThroughItsSubresourceOnly() {
    api.post(LWS, lws("l"));
    String config =
        "{\"apiVersion\":\"leaderworkerset.x-k8s.io/v1\",\"kind\":\"LeaderWorkerSet\","
            + "\"metadata\":{\"name\":\"l\"},\"spec\":{\"replicas\":9},"
            + "\"status\":{\"conditions\":[{\"type\":\"A\",\"status\":\"True\"}]}}";
    Api.Answer status = api.apply(LWS + "/l/status", "m", config);
    assertThat(Json.integer(status.body(), "spec", "replicas")).isEqualTo(2);
    assertThat(fieldsOf(status.body(), "m", "Apply").toString())
        .isEqualTo(
            "{\"f:status\":{\"f:conditions\":{\"k:{\\\"type\\\":\\\"A\\\"}\":"
                + "{\".\":{},\"f:status\":{},\"f:type\":{}}}}}");
  }

  @Test
  void applyNeedsAManagerAndAKind() {
    assertThat(api.patch(WEB, Api.APPLY, applied("", "")).string("message"))
        .contains("fieldManager: Required value: is required for apply patch");
    assertThat(api.apply(WEB, "m", "{metadata: {name: web}}").code()).isEqualTo(400);
    assertThat(api.apply(WEB, "m", applied("", "").replace("name: web", "name: other")).code())
        .isEqualTo(400);
  }
}
