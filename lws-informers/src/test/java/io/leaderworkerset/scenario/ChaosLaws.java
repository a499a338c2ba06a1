package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.SpecReader;
import io.leaderworkerset.observe.RolloutSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/**
 * What no fault may break: the surge budget, and that the partition never rises within a rollout. A
 * manager may act on the spec that it saw last, so the budgets of the last two generations count.
 */
final class ChaosLaws implements Consumer<World> {
  private final String set;
  private final List<RolloutSpec> specs = new ArrayList<>();
  private int generation;
  private String uid = "";
  private int replicas;
  private int partition;
  private String revision = "";

  ChaosLaws(String set) {
    this.set = set;
  }

  @Override
  public void accept(World world) {
    noteSpec(world.get(World.SETS, set));
    JsonObject leaders = world.get(World.STATEFUL_SETS, set);
    if (leaders == null) {
      uid = "";
      return;
    }
    int nowReplicas = world.leaders(set);
    boolean onDelete = isOnDelete(leaders);
    // Under OnDelete, by which broken groups are got past, all groups are protected.
    int nowPartition = onDelete ? Math.max(partition, nowReplicas) : world.partition(set);
    String nowRevision = String.valueOf(World.label(leaders, Names.REVISION_LABEL));
    if (World.uid(leaders).equals(uid)) {
      checkSurge(nowReplicas, world);
      if (!onDelete) {
        checkPartition(nowPartition, nowRevision, world);
      }
    }
    uid = World.uid(leaders);
    replicas = nowReplicas;
    partition = nowPartition;
    revision = nowRevision;
  }

  private static boolean isOnDelete(JsonObject leaders) {
    return "OnDelete".equals(Json.string(leaders, "spec", "updateStrategy", "type"));
  }

  private void noteSpec(@Nullable JsonObject lws) {
    int now = lws == null ? 0 : World.number(lws, 0, "metadata", "generation");
    if (lws != null && now != generation) {
      specs.add(SpecReader.rollout(SetManifest.read(lws)));
    }
    generation = now;
  }

  private List<RolloutSpec> recent() {
    return specs.subList(Math.max(0, specs.size() - 2), specs.size());
  }

  private void checkSurge(int now, World world) {
    if (now > replicas) {
      int most = recent().stream().mapToInt(RolloutSpec::burst).max().orElse(0);
      assertThat(now).as(() -> "groups asked for\n" + world.describe()).isLessThanOrEqualTo(most);
    }
  }

  private void checkPartition(int now, String nowRevision, World world) {
    if (now > partition && nowRevision.equals(revision)) {
      int held = recent().stream().mapToInt(RolloutSpec::partition).max().orElse(0);
      assertThat(now)
          .as(() -> "partition, which was " + partition + "\n" + world.describe())
          .isLessThanOrEqualTo(held);
    }
  }
}
