package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;

/** What users see of admission. */
class AdmissionScenariosTest {
  @ClusterTest(noPolicies = "policies name no causes")
  void refusesWhatOnlyAWebhookCanRefuseWithTheFieldAsACause(Scenario s) {
    JsonObject set =
        SetManifest.named("web")
            .annotation("leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology", "rack")
            .json()
            .deepCopy();
    Json.object(set, "metadata").addProperty("namespace", s.namespace());

    ApiException refused =
        catchThrowableOfType(ApiException.class, () -> s.api().create(World.SETS, set));

    JsonObject status = refused.status();
    assertThat(refused.code()).as("%s", status).isEqualTo(422);
    assertThat(Json.integer(status, "code")).isEqualTo(422);
    assertThat(Json.string(status, "reason")).isEqualTo("Invalid");
    assertThat(Json.string(status, "message"))
        .startsWith("admission webhook \"vleaderworkerset.kb.io\" denied the request: ")
        .contains("cannot have subgroup-exclusive-topology without subGroupSize set");
    assertThat(Json.array(status, "details", "causes")).hasSize(1);
    assertThat(Json.string(Json.array(status, "details", "causes").get(0), "field"))
        .isEqualTo("metadata.annotations.leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology");
  }

  @ClusterTest(noPolicies = "its message names the webhook")
  void refusesAPodThatCannotBeAMemberWithoutLosingTheReason(Scenario s) {
    JsonObject pod =
        Json.parse(
                """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-0",
                  "namespace": "%s", "labels": {"leaderworkerset.sigs.k8s.io/name": "web"}},
                 "spec": {"containers": [{"name": "c", "image": "i"}]}}
                """
                    .formatted(s.namespace()))
            .getAsJsonObject();

    ApiException refused =
        catchThrowableOfType(ApiException.class, () -> s.api().create(World.PODS, pod));

    assertThat(refused.code()).as("%s", refused.status()).isEqualTo(422);
    assertThat(Json.string(refused.status(), "reason")).isEqualTo("Invalid");
    assertThat(Json.string(refused.status(), "message"))
        .startsWith("admission webhook \"mpod.kb.io\" denied the request: ")
        .endsWith("size annotation is unexpectedly missing for pod web-0");
  }
}
