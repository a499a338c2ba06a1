package io.leaderworkerset.testkit.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(120)
@ExtendWith(ControlPlaneExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneExtensionTest {
  private final Set<ControlPlane> seen = new HashSet<>();

  @RepeatedTest(2)
  void givesAllTestsTheSameRunningControlPlane(ControlPlane plane) {
    seen.add(plane);
    assertThat(seen).hasSize(1);
    assertThat(plane.apiServer().isRunning()).isTrue();
  }
}
