package io.leaderworkerset.manifest.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.manifest.change.Impact.Change;
import io.leaderworkerset.manifest.change.Impact.Effect;
import io.leaderworkerset.observe.RolloutSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImpactTest {
  @Test
  void recreatesEveryGroupAboveThePartition() {
    assertThat(Impact.of(spec(3, 0), spec(4, 1), Change.TEMPLATE, List.of()))
        .isEqualTo(
            new Impact(
                List.of(Effect.HELD_BY_PARTITION, Effect.RECREATE, Effect.RECREATE, Effect.CREATE),
                List.of()));
  }

  @Test
  void touchesNothingIfTheTemplatesMeanTheSame() {
    assertThat(Impact.of(spec(2, 0), spec(1, 0), Change.NONE, List.of()))
        .isEqualTo(new Impact(List.of(Effect.NONE, Effect.REMOVE), List.of()));
  }

  @Test
  void replacesNothingIfAFieldIsRefusedButStillScales() {
    List<String> refused = List.of("spec.volumeClaimTemplates");

    assertThat(Impact.of(spec(1, 0), spec(2, 0), Change.TEMPLATE, refused))
        .isEqualTo(new Impact(List.of(Effect.REFUSED, Effect.CREATE), refused));
  }

  private static RolloutSpec spec(int replicas, int partition) {
    return new RolloutSpec(replicas, partition, 1, 0);
  }
}
