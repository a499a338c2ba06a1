package io.leaderworkerset.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.golden.GoldenVectors;
import io.leaderworkerset.identity.Keys;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodAdmissionGoldenTest {
  @Test
  void makesTheReferencesPod() {
    GoldenVectors.checkAll(
        "pod-admission.jsonl",
        c -> {
          JsonObject in = c.in().getAsJsonObject("pod");
          String before = in.toString();
          Gang gang = "volcano".equals(Json.string(c.in(), "gang")) ? Gang.VOLCANO : Gang.NONE;
          PodAdmission.Result result = PodAdmission.admit(in, gang);
          assertThat(in.toString()).as("input").isEqualTo(before);
          if (c.out().has("error")) {
            return result.isAdmitted() ? List.of("admitted, expected " + c.out()) : List.of();
          }
          if (!result.isAdmitted()) {
            return List.of("refused: " + result.error());
          }
          JsonElement expected = numberedFromZero(in, c.out().getAsJsonObject("pod"));
          List<String> out = new ArrayList<>(GoldenVectors.differences(expected, result.pod()));
          out.addAll(
              GoldenVectors.differences(result.pod(), PodAdmission.admit(result.pod(), gang).pod())
                  .stream()
                  .map(d -> "second time " + d)
                  .toList());
          return out;
        });
  }

  /**
   * Defect 9: under LeaderExcluded with subgroups of 1, the reference numbers them 1 to N. Returns
   * its pod with index and key of our numbering, 0 to N - 1, in labels and affinities.
   */
  private static JsonElement numberedFromZero(JsonObject in, JsonObject expected) {
    JsonObject annotations = Json.object(in, "metadata", "annotations");
    String theirs = Json.string(expected, "metadata", "labels", Names.SUBGROUP_INDEX_LABEL);
    boolean isDefect9 =
        "LeaderExcluded".equals(Json.string(annotations, Names.SUBGROUP_POLICY_TYPE_ANNOTATION))
            && "1".equals(Json.string(annotations, Names.SUBGROUP_SIZE_ANNOTATION))
            && theirs != null
            && Json.string(in, "metadata", "labels", Names.SUBGROUP_INDEX_LABEL) == null;
    if (!isDefect9) {
      return expected;
    }
    int worker = Integer.parseInt(theirs);
    assertThat(Json.string(expected, "metadata", "name")).endsWith("-" + worker);
    String leader = Json.string(annotations, Names.LEADER_NAME_ANNOTATION);
    Json.object(expected, "metadata", "labels")
        .addProperty(Names.SUBGROUP_INDEX_LABEL, Integer.toString(worker - 1));
    return JsonParser.parseString(
        expected
            .toString()
            .replace(Keys.subGroupKey(leader, worker), Keys.subGroupKey(leader, worker - 1)));
  }
}
