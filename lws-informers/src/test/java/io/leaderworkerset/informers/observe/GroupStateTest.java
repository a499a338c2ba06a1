package io.leaderworkerset.informers.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GroupStateTest {
  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = EARLY.plusSeconds(700);

  private final GroupState group = new GroupState(0);

  @Test
  void remembersSinceWhenAGroupWasReadyWhenItIsNotAnyMore() {
    group.put(leader("first", false, EARLY));
    assertThat(group.readySince()).isNull();

    group.put(leader("first", true, EARLY));
    group.put(leader("first", false, LATE));

    assertThat(group.readySince()).isEqualTo(EARLY);
  }

  @Test
  void countsAnewWhenItIsReadyAgain() {
    group.put(leader("first", true, EARLY));
    group.put(leader("first", false, EARLY.plusSeconds(1)));
    group.put(leader("first", true, LATE));

    assertThat(group.readySince()).isEqualTo(LATE);
  }

  @Test
  void theNextIncarnationWasNeverReady() {
    PodObservation first = leader("first", true, EARLY);
    group.put(first);
    group.remove(first);
    group.put(leader("second", false, LATE));

    assertThat(group.readySince()).isNull();
  }

  private static PodObservation leader(String uid, boolean ready, Instant since) {
    return PodObservation.builder("web", 0, 0)
        .name("web-0")
        .uid(uid)
        .phase(PodPhase.RUNNING)
        .ready(ready)
        .readinessSince(since)
        .build();
  }
}
