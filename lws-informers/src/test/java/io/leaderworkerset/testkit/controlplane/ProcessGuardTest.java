package io.leaderworkerset.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessGuardTest {
  @TempDir Path parent;
  private Process guarded;
  private Process dropped;

  @BeforeEach
  void start() throws IOException {
    guarded = new ProcessBuilder("sleep", "600").start();
    dropped = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void end() {
    guarded.destroyForcibly();
    dropped.destroyForcibly();
  }

  @Test
  void killsWhatItGuardsAndDeletesTheFolderWhenThePipeBreaks() throws Exception {
    Path folder = Files.createDirectory(parent.resolve("a folder"));
    Files.writeString(folder.resolve("file"), "content");
    try (ProcessGuard guard = new ProcessGuard(folder)) {
      guard.add(dropped.pid());
      guard.add(guarded.pid());
      guard.drop(dropped.pid());
      assertThat(guarded.isAlive()).isTrue();
    }
    assertThat(guarded.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(dropped.isAlive()).isTrue();
    assertThat(folder).doesNotExist();
  }
}
