package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import org.assertj.core.api.Assertions;

/**
 * Defect 10 of the reference: claim templates lose labels, annotations, selector, dataSource,
 * volumeName and more on the way to the StatefulSet. Ours go through whole.
 */
final class ClaimDifferences {
  private ClaimDifferences() {}

  /**
   * Asserts that each claim built is the user's, and puts it into the expected object, so that the
   * rest of both can be compared.
   */
  static void assertClaimsAreWhole(JsonElement source, JsonObject built, JsonObject expected) {
    JsonArray users = Json.array(source, "spec", "leaderWorkerTemplate", "volumeClaimTemplates");
    JsonArray ours = Json.array(built, "spec", "volumeClaimTemplates");
    JsonArray theirs = Json.array(expected, "spec", "volumeClaimTemplates");
    Assertions.assertThat(ours.size())
        .as("claims")
        .isEqualTo(users.size())
        .isEqualTo(theirs.size());
    for (int i = 0; i < users.size(); i++) {
      JsonObject whole = users.get(i).getAsJsonObject().deepCopy();
      whole.remove("status");
      whole.addProperty("apiVersion", "v1");
      whole.addProperty("kind", "PersistentVolumeClaim");
      JsonElement namespace = Json.at(theirs.get(i), "metadata", "namespace");
      Json.ensureObject(whole, "metadata").add("namespace", namespace);
      Assertions.assertThat(GoldenVectors.differences(whole, ours.get(i)))
          .as("claim %s", i)
          .isEmpty();
      theirs.set(i, whole);
    }
  }
}
