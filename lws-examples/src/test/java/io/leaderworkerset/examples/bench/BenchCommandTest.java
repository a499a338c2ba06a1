package io.leaderworkerset.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.examples.manager.Main;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(180)
class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  @Test
  void measuresAllPhasesOnTheEmbeddedClusterAndDrawsThem(@TempDir Path folder) throws IOException {
    int code =
        run(
            "bench",
            "--groups=2",
            "--size=2",
            "--warm-up=0",
            "--foreign-pods=3",
            "--idle-seconds=1",
            "--quiet-seconds=1",
            "--patience-seconds=60",
            "--json");
    assertThat(code).as("%s", err).isZero();
    JsonObject json = Json.parse(out.toString()).getAsJsonObject();
    assertThat(Json.string(json, "cluster")).contains("embedded");
    List<String> names = new ArrayList<>();
    for (JsonElement phase : Json.array(json, "phases")) {
      names.add(Json.string(phase, "name"));
      assertThat(phase.getAsJsonObject().keySet())
          .containsExactly("name", "seconds", "requests", "cpuSeconds", "heapMiB", "latencyMs");
      assertThat(total(phase)).isEqualTo(Json.integer(phase, "requests", "total"));
    }
    assertThat(names).containsExactly("create", "idle", "update", "loss", "scale", "delete");
    JsonObject create = Json.array(json, "phases").get(0).getAsJsonObject();
    assertThat(Json.integer(create, "requests", "create statefulsets.apps")).isEqualTo(2);
    assertThat(Json.integer(create, "latencyMs", "samples")).isPositive();
    assertThat(create.get("cpuSeconds").getAsDouble()).isPositive();
    assertThat(create.get("heapMiB").getAsDouble()).isBetween(1.0, 200.0);
    JsonObject idle = Json.array(json, "phases").get(1).getAsJsonObject();
    assertThat(Json.integer(idle, "requests", "total")).isZero();
    JsonObject loss = Json.array(json, "phases").get(3).getAsJsonObject();
    assertThat(Json.integer(loss, "requests", "delete pods")).isEqualTo(2);

    draws(folder);
  }

  private void draws(Path folder) throws IOException {
    Path figures = folder.resolve("figures.json");
    Files.writeString(figures, out.toString());
    Path svg = folder.resolve("cost.svg");
    assertThat(run("bench", "plot", "--svg=" + svg, "now:2=" + figures, "now:20=" + figures))
        .as("%s", err)
        .isZero();
    assertThat(Files.readString(svg)).startsWith("<svg ").contains(">now</text>", "<polyline ");
    assertThat(run("bench", "plot", "--svg=" + svg, "--phase=none", "now:2=" + figures))
        .isEqualTo(2);
    assertThat(err.toString()).contains("has no phase none");
  }

  private static int total(JsonElement phase) {
    int sum = 0;
    JsonObject requests = phase.getAsJsonObject().getAsJsonObject("requests");
    for (String what : requests.keySet()) {
      sum += what.equals("total") ? 0 : requests.get(what).getAsInt();
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--groups=0", "--size=0", "--sets=-1", "--quiet-seconds=0"})
  void refusesNumbersOutOfRange(String option) {
    assertThat(run("bench", option)).isEqualTo(2);
    assertThat(err.toString()).contains("must be at least");
  }

  @Test
  void saysHowToGetAControlPlaneIfThereIsNone() {
    Assumptions.assumeTrue(System.getenv("KUBEBUILDER_ASSETS") == null);
    assertThat(run("bench", "--control-plane")).isEqualTo(1);
    assertThat(err.toString()).contains("KUBEBUILDER_ASSETS");
  }
}
