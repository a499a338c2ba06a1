package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;

/** The scale subresource of StatefulSets and of custom resources. */
class ScaleTest extends ServerTest {
  @Test
  void showsReplicasAndSelector() {
    api.post(SETS, set("web"));
    api.patch(SETS + "/web/status", Api.MERGE, "{\"status\":{\"replicas\":1}}");
    JsonObject scale = api.get(SETS + "/web/scale").body();

    assertThat(Json.string(scale, "kind")).isEqualTo("Scale");
    assertThat(Json.string(scale, "apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(Json.integer(scale, "spec", "replicas")).isEqualTo(2);
    assertThat(Json.integer(scale, "status", "replicas")).isEqualTo(1);
    assertThat(Json.string(scale, "status", "selector")).isEqualTo("app=x");
  }

  @Test
  void customResourceScalesOnItsOwnPaths() {
    api.post(LWS, lws("l"));
    api.patch(
        LWS + "/l/status", Api.MERGE, "{\"status\":{\"replicas\":1,\"hpaPodSelector\":\"a=b\"}}");
    Api.Answer patched = api.patch(LWS + "/l/scale", Api.MERGE, "{\"spec\":{\"replicas\":6}}");
    JsonObject after = api.get(LWS + "/l").body();

    assertThat(Json.integer(patched.body(), "spec", "replicas")).isEqualTo(6);
    assertThat(patched.string("status", "selector")).isEqualTo("a=b");
    assertThat(Json.integer(after, "spec", "replicas")).isEqualTo(6);
    assertThat(Json.integer(after, "metadata", "generation")).isEqualTo(2);
    assertThat(after.toString()).contains("\"subresource\":\"scale\"");
  }

  @Test
  void replacementWithAnOldVersionIsAConflict() {
    api.post(SETS, set("web"));
    JsonObject scale = api.get(SETS + "/web/scale").body();
    scale.getAsJsonObject("spec").addProperty("replicas", 5);
    assertThat(api.put(SETS + "/web/scale", scale).code()).isEqualTo(200);
    scale.getAsJsonObject("spec").addProperty("replicas", 7);
    assertThat(api.put(SETS + "/web/scale", scale).code()).isEqualTo(409);
    assertThat(Json.integer(api.get(SETS + "/web").body(), "spec", "replicas")).isEqualTo(5);
  }

  @Test
  void negativeReplicasAreInvalidAndOtherKindsHaveNoScale() {
    api.post(SETS, set("web"));
    assertThat(api.patch(SETS + "/web/scale", Api.MERGE, "{\"spec\":{\"replicas\":-1}}").code())
        .isEqualTo(422);
    api.post(PODS, pod("p"));
    assertThat(api.get(PODS + "/p/scale").code()).isEqualTo(404);
  }
}
