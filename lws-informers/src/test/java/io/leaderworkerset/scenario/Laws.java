package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import java.util.function.Consumer;

/** What must hold after each change in a cluster. */
final class Laws {
  private Laws() {}

  /** The floor, as seen by a client: so many leaders are Ready. */
  static Consumer<World> readyLeadersAtLeast(String set, int count) {
    return world -> {
      long ready = world.pods(set).stream().filter(Laws::isLeader).filter(World::isReady).count();
      assertThat(ready)
          .as(() -> "ready leaders\n" + world.describe())
          .isGreaterThanOrEqualTo(count);
    };
  }

  /** The ceiling: we never ask for more groups than that. */
  static Consumer<World> groupsAtMost(String set, int count) {
    return world -> {
      if (world.has(World.STATEFUL_SETS, set)) {
        assertThat(world.leaders(set)).as(world::describe).isLessThanOrEqualTo(count);
      }
    };
  }

  private static boolean isLeader(JsonObject pod) {
    return "0".equals(World.label(pod, Names.WORKER_INDEX_LABEL));
  }
}
