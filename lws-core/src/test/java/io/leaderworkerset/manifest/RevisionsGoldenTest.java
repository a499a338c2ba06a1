package io.leaderworkerset.manifest;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RevisionsGoldenTest {
  @Test
  void writesTheReferencesBytesKeyAndName() {
    GoldenVectors.checkAll(
        "revision.jsonl",
        c -> {
          LeaderWorkerSet set = Sets.of(c.in().get("lws"));
          long number = c.out().get("revision").getAsLong();
          JsonObject built = Revisions.build(set, number);
          List<String> out = new ArrayList<>();
          String text = Revisions.dataText(Revisions.data(set));
          String expected = c.out().get("dataText").getAsString();
          if (!text.equals(expected)) {
            out.add("dataText: expected " + expected + "\n                but was " + text);
          }
          out.addAll(GoldenVectors.differences(c.out().get("data"), built.get("data")));
          out.addAll(
              GoldenVectors.differences(
                  c.out().get("labels"), Json.at(built, "metadata", "labels")));
          out.addAll(
              GoldenVectors.differences(c.out().get("name"), Json.at(built, "metadata", "name")));
          return out;
        });
  }

  @Test
  void fingerprintsOfASetAndOfItsStoredRevisionAreEqual() {
    GoldenVectors.checkAll(
        "revision.jsonl",
        c -> {
          String live = Revisions.fingerprint(Sets.of(c.in().get("lws")));
          String stored = Revisions.fingerprint(c.out().getAsJsonObject("data"));
          return live.equals(stored) ? List.of() : List.of(live + "\n  " + stored);
        });
  }
}
