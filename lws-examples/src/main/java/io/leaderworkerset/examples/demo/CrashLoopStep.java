package io.leaderworkerset.examples.demo;

import io.leaderworkerset.cluster.PodBehaviour.Crash;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;

/**
 * Lets a worker crash in every life of its group: the group comes back at once, then waits, and
 * what it waits for is told. In its third life the worker stays up.
 */
final class CrashLoopStep implements Step {
  private static final String SET = "vllm";
  private static final int SIZE = 2;
  private static final int GROUPS = 3;
  private static final int HIT = 2;
  private static final String LEADER = SET + "-" + HIT;
  private static final String WORKER = LEADER + "-1";
  private static final String CONTAINER = "vllm";
  private static final int EXIT_CODE = 134;
  private static final int LIVES = 3;

  private final Duration backoff;
  private final Duration crashAfter;
  private final Map<String, Instant> lives = new LinkedHashMap<>();
  private Set<String> others = Set.of();
  private String told = "";
  @Nullable private Stage stage;
  @Nullable private AutoCloseable crash;

  /**
   * Makes the step.
   *
   * @param backoff how long a group waits before its second restart
   * @param crashAfter how long the worker runs before it crashes
   */
  CrashLoopStep(Duration backoff, Duration crashAfter) {
    this.backoff = backoff;
    this.crashAfter = crashAfter;
  }

  @Override
  public String title() {
    return "crash loop: " + WORKER + " crashes again and again, group " + HIT + " waits longer";
  }

  @Override
  public void act(Stage on) {
    stage = on;
    ClusterSnapshot now = on.api().look();
    others = new TreeSet<>(now.uids(SET));
    others.removeAll(Groups.uids(now, SET, HIT));
    note(now);
    crash =
        on.kubelets()
            .change(
                PodMatcher.named(DemoApi.NAMESPACE, WORKER),
                b -> b.withCrash(new Crash(CONTAINER, EXIT_CODE, crashAfter, 1)));
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    note(now);
    if (lives.size() == LIVES) {
      close();
    }
    String waits = stage == null ? "" : stage.explain(SET, HIT);
    if (waits.contains(" waits until ")) {
      told = waits;
    }
    int ready = now.readyGroups(SET);
    boolean done = lives.size() >= LIVES && ready == GROUPS && waits.isEmpty();
    String text =
        "life "
            + lives.size()
            + " of "
            + LIVES
            + (waits.isEmpty()
                ? ", " + ready + " of " + GROUPS + " groups are ready"
                : ": " + waits);
    return new Progress(done ? LIVES : Math.min(lives.size(), LIVES - 1), LIVES, text);
  }

  /** Notes each life of the group, by its leader. */
  private void note(ClusterSnapshot now) {
    for (GroupView group : now.groups(SET)) {
      PodView leader = group.leader();
      if (group.index() == HIT && leader != null) {
        lives.putIfAbsent(leader.uid(), Instant.now());
      }
    }
  }

  @Override
  public List<Check> checks(Stage on) {
    List<Check> out = new ArrayList<>(Groups.settled(on, SET, GROUPS, SIZE));
    ClusterSnapshot now = on.api().look();
    Set<String> rest = new TreeSet<>(now.uids(SET));
    rest.removeAll(Groups.uids(now, SET, HIT));
    out.add(Check.equal("the pods of the other groups are the same ones", others, rest));
    List<Instant> starts = List.copyOf(lives.values());
    out.add(
        Check.that(
            "the group was made anew twice, the second time after its back-off of "
                + backoff.toMillis() / 1000.0
                + " s",
            starts.size() == LIVES
                && Duration.between(starts.get(1), starts.get(2)).compareTo(backoff) >= 0,
            starts));
    out.add(
        Check.that(
            told.isEmpty() ? "it was told why it waited" : "while it waited it said: " + told,
            told.contains("container " + CONTAINER + " of pod " + WORKER)
                && told.contains("(exit code " + EXIT_CODE + ")"),
            "'" + told + "'"));
    return out;
  }

  @Override
  public void close() {
    AutoCloseable now = crash;
    crash = null;
    if (now != null) {
      try {
        now.close();
      } catch (Exception e) {
        throw new IllegalStateException("the crash of " + WORKER + " cannot be taken back", e);
      }
    }
  }
}
