package io.leaderworkerset.admission;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import java.util.List;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

class ValidationGoldenTest {
  private static final Gson GSON = new Gson();

  @Test
  void reportsTheReferencesErrorsInItsOrder() {
    GoldenVectors.checkAll(
        "validation.jsonl",
        c -> {
          List<FieldError> errors =
              Validation.validate(set(c.in().get("new")), set(c.in().get("old")));
          JsonArray actual = new JsonArray();
          for (FieldError each : errors) {
            if (!isOurs(each)) {
              JsonObject json = new JsonObject();
              json.addProperty("type", each.type().value());
              json.addProperty("field", each.field());
              json.addProperty("detail", each.detail());
              actual.add(json);
            }
          }
          return GoldenVectors.differences(c.out().get("errors"), actual);
        });
  }

  /** Defect 13: the reference accepts names that are too long for its pods. */
  private static boolean isOurs(FieldError error) {
    return error.field().equals("metadata.name")
        && error.detail().startsWith("too long for the names of its pods");
  }

  @Nullable
  private static LeaderWorkerSet set(@Nullable JsonElement json) {
    return json == null || json.isJsonNull() ? null : GSON.fromJson(json, LeaderWorkerSet.class);
  }
}
