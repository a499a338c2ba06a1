package io.leaderworkerset.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPlaneBinariesTest {
  @TempDir Path folder;

  @Test
  void findsNothingWhereNothingIsSet() {
    assertThat(ControlPlaneBinaries.find(null, null)).isEmpty();
    assertThat(ControlPlaneBinaries.find(" ", "")).isEmpty();
  }

  @Test
  void prefersTheSystemProperty() throws IOException {
    addPrograms("etcd", "kube-apiserver");
    assertThat(ControlPlaneBinaries.find(folder.toString(), "/nowhere"))
        .hasValueSatisfying(found -> assertThat(found.folder()).isEqualTo(folder));
  }

  @Test
  void takesPlainEnvtestAssetsAndSaysWhatTheyLack() throws IOException {
    addPrograms("etcd", "kube-apiserver", "kubectl");
    ControlPlaneBinaries found = new ControlPlaneBinaries(folder);
    assertThat(found.hasControllerManager()).isFalse();
    assertThat(found.hasScheduler()).isFalse();
  }

  @Test
  void refusesAFolderWithoutTheProgramsAndSaysHowToGetThem() throws IOException {
    addPrograms("etcd");
    assertThatThrownBy(() -> ControlPlaneBinaries.find(null, folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no executable kube-apiserver")
        .hasMessageContaining(".ci/control-plane/build.sh")
        .hasMessageContaining("setup-envtest");
  }

  private void addPrograms(String... names) throws IOException {
    for (String name : names) {
      assertThat(Files.createFile(folder.resolve(name)).toFile().setExecutable(true)).isTrue();
    }
  }
}
