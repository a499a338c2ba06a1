package io.leaderworkerset.admission;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultingGoldenTest {
  private static final Gson GSON = new Gson();

  @Test
  void fillsWhatTheReferenceFillsInRawAndTypedForm() {
    GoldenVectors.checkAll(
        "defaulting.jsonl",
        c -> {
          JsonObject in = c.in().getAsJsonObject("lws");
          JsonElement expected = c.out().get("lws");
          List<String> out =
              new ArrayList<>(GoldenVectors.differences(expected, Defaulting.apply(in)));
          LeaderWorkerSet typed = Defaulting.apply(GSON.fromJson(in, LeaderWorkerSet.class));
          GoldenVectors.differences(expected, GSON.toJsonTree(typed))
              .forEach(d -> out.add("typed " + d));
          return out;
        });
  }

  @Test
  void isDoneOnceAndForAll() {
    GoldenVectors.checkAll(
        "defaulting.jsonl",
        c -> {
          JsonObject once = Defaulting.apply(c.in().getAsJsonObject("lws"));
          return GoldenVectors.differences(once, Defaulting.apply(once));
        });
  }
}
