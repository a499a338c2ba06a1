package io.leaderworkerset.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultingTest {
  private static final String DEFAULTS =
      """
      {"replicas": 1, "startupPolicy": "LeaderCreated",
       "leaderWorkerTemplate": {"size": 1, "restartPolicy": "RecreateGroupOnPodRestart"},
       "rolloutStrategy": {"type": "RollingUpdate", "rollingUpdateConfiguration":
         {"maxUnavailable": 1, "maxSurge": 0, "partition": 0}},
       "networkConfig": {"subdomainPolicy": "Shared"}}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"spec\": null}",
        "{\"spec\": {}}",
        "{\"spec\": {\"replicas\": null, \"leaderWorkerTemplate\": null, \"rolloutStrategy\": null,"
            + " \"networkConfig\": null}}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"restartPolicy\": \"\"}, \"rolloutStrategy\":"
            + " {\"type\": \"\", \"rollingUpdateConfiguration\": {}}, \"networkConfig\": {}}}"
      })
  void fillsWhatIsAbsent(String json) {
    JsonObject set = Json.parse(json).getAsJsonObject();

    assertThat(Defaulting.apply(set).get("spec")).isEqualTo(Json.parse(DEFAULTS));
    LeaderWorkerSet typed = Defaulting.apply(new Gson().fromJson(set, LeaderWorkerSet.class));
    assertThat(GoldenVectors.differences(Json.parse(DEFAULTS), new Gson().toJsonTree(typed.spec())))
        .isEmpty();
  }

  @Test
  void keepsFieldsItDoesNotKnowAndItsInput() {
    JsonObject set =
        Json.parse("{\"x\": 1, \"spec\": {\"y\": 2, \"leaderWorkerTemplate\": {\"z\": 3}}}")
            .getAsJsonObject();
    JsonObject before = set.deepCopy();

    JsonObject after = Defaulting.apply(set);

    assertThat(set).isEqualTo(before);
    assertThat(Json.integer(after, "x")).isEqualTo(1);
    assertThat(Json.integer(after, "spec", "y")).isEqualTo(2);
    assertThat(Json.integer(after, "spec", "leaderWorkerTemplate", "z")).isEqualTo(3);
  }

  @Test
  void subGroupsIncludeTheLeaderByDefault() {
    JsonObject set =
        Json.parse("{\"spec\": {\"leaderWorkerTemplate\": {\"subGroupPolicy\": {}}}}")
            .getAsJsonObject();

    assertThat(
            Json.string(
                Defaulting.apply(set),
                "spec",
                "leaderWorkerTemplate",
                "subGroupPolicy",
                "subGroupPolicyType"))
        .isEqualTo("LeaderWorker");
  }

  @Test
  void keepsMetadataAndStatus() {
    LeaderWorkerSet set =
        new Gson()
            .fromJson(
                "{\"metadata\": {\"name\": \"s\"}, \"status\": {\"replicas\": 3}}",
                LeaderWorkerSet.class);

    LeaderWorkerSet after = Defaulting.apply(set);

    assertThat(after.metadata()).isEqualTo(set.metadata());
    assertThat(after.status()).isEqualTo(set.status());
  }
}
