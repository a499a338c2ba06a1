package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.SpecReader;
import io.leaderworkerset.observe.RolloutSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/**
 * What no fault may break: the surge budget, the availability floor, and that the partition never
 * rises within a rollout. A manager may act on the spec that it saw last, so the budgets of the
 * last two generations count; and on groups as it saw them last, so a group that stays counts as
 * ready for a while after it was, and one that is given up only when it has been ready for a while.
 * For the embedded cluster, whose history has one order.
 */
final class ChaosLaws implements Consumer<World> {
  private static final long SEEN_BEFORE = TimeUnit.SECONDS.toNanos(15);
  private static final long SEEN_SINCE = TimeUnit.MILLISECONDS.toNanos(500);

  private final String set;
  private final List<String> suspicions = new ArrayList<>();
  private final List<RolloutSpec> specs = new ArrayList<>();
  private final Map<Integer, Long> readySince = new HashMap<>();
  private final Map<Integer, Ready> readyLast = new HashMap<>();
  private int generation;
  private String uid = "";
  private int replicas;
  private int partition;
  private String revision = "";

  /** When a group was ready last, and at which revision. */
  private record Ready(long until, String revision) {}

  ChaosLaws(String set) {
    this.set = set;
  }

  /**
   * Returns where the floor looks broken. A manager whose watch was cut by a fault may not have
   * heard for long that a group came up, and let it go as one that costs nothing; so a few lives of
   * many may have one.
   */
  List<String> suspicions() {
    return suspicions;
  }

  @Override
  public void accept(World world) {
    noteSpec(world.get(World.SETS, set));
    noteReady(world);
    JsonObject leaders = world.get(World.STATEFUL_SETS, set);
    if (leaders == null) {
      uid = "";
      readyLast.clear();
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
        checkFloor(nowPartition, nowReplicas, nowRevision, world);
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

  private void noteReady(World world) {
    long now = System.nanoTime();
    Set<Integer> ready = world.readyGroups(set);
    readySince.keySet().retainAll(ready);
    for (int group : ready) {
      readySince.putIfAbsent(group, now);
      JsonObject leader = world.pod(Names.leaderPod(set, group));
      readyLast.put(
          group, new Ready(now, String.valueOf(World.label(leader, Names.REVISION_LABEL))));
    }
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

  /** What the leader StatefulSet is told to do costs no ready group, or leaves the floor. */
  private void checkFloor(int nowPartition, int nowReplicas, String nowRevision, World world) {
    int burst = recent().stream().mapToInt(RolloutSpec::burst).min().orElse(0);
    Set<Integer> stay = staying(nowPartition, nowReplicas, nowRevision);
    Set<Integer> given = staying(partition, Math.min(replicas, burst), nowRevision);
    given.removeAll(stay);
    long now = System.nanoTime();
    given.removeIf(group -> now - readySince.getOrDefault(group, now) < SEEN_SINCE);
    if (!nowRevision.equals(revision) || given.isEmpty()) {
      return;
    }
    int floor = recent().stream().mapToInt(s -> s.replicas() - s.maxUnavailable()).min().orElse(0);
    if (stay.size() < floor) {
      suspicions.add(
          "groups %s are given up at partition %d, replicas %d; they were %d, %d\n%s"
              .formatted(given, nowPartition, nowReplicas, partition, replicas, world.describe()));
    }
  }

  /** The groups that a manager may have seen as ready, and that are left alone. */
  private Set<Integer> staying(int from, int end, String newest) {
    long now = System.nanoTime();
    Set<Integer> out = new HashSet<>();
    readyLast.forEach(
        (group, ready) -> {
          boolean isLeftAlone = group < end && (group < from || ready.revision().equals(newest));
          if (isLeftAlone && now - ready.until() < SEEN_BEFORE) {
            out.add(group);
          }
        });
    return out;
  }
}
