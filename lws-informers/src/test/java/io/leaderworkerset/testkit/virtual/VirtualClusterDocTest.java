package io.leaderworkerset.testkit.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of docs/testkit.md is the one that is compiled and run here. */
class VirtualClusterDocTest {
  private static final String BEGIN = "    // example: begin\n";
  private static final String END = "    // example: end\n";

  @Test
  void theExampleRuns() {
    // example: begin
    VirtualCluster cluster = VirtualCluster.ours();
    for (long seed = 0; seed < 50; seed++) {
      Run run = cluster.run(seed, Workload.small());
      if (!run.isGood()) {
        // the shortest run that breaks the same invariant
        throw new AssertionError(cluster.shrink(run));
      }
    }
    // example: end
  }

  @Test
  void theDocumentShowsTheExample() throws IOException {
    String source =
        Files.readString(
            file(
                "lws-informers/src/test/java/io/leaderworkerset/testkit/virtual/"
                    + "VirtualClusterDocTest.java"));
    int from = source.indexOf(BEGIN) + BEGIN.length();
    String example = source.substring(from, source.indexOf(END, from)).replaceAll("(?m)^ {4}", "");

    assertThat(Files.readString(file("docs/testkit.md"))).contains("```java\n" + example + "```");
  }

  /** Returns a file of the repository, from its root or from a module. */
  private static Path file(String path) {
    Path here = Path.of(path);
    return Files.exists(here) ? here : Path.of("..").resolve(path);
  }
}
