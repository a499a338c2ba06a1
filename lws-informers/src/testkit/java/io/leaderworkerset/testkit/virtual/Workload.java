package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.RestartTriggers;
import io.leaderworkerset.observe.RestartTriggers.Selection;
import io.leaderworkerset.plan.rollout.RolloutRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What runs are made of. A seed and a workload give a script; one in four has the standard back-off
 * of restarts, the others none; three of sixteen have limits that only some sets have.
 *
 * @param mostReplicas groups a set may have at most, at least 1
 * @param mostSize pods a group may have at most, at least 1
 * @param mostSteps steps a script may have at most, at least 0
 * @param seconds in which the steps happen, at least 1
 * @param kinds kinds of steps that may happen
 * @param rules the rules of rollouts
 */
public record Workload(
    int mostReplicas,
    int mostSize,
    int mostSteps,
    int seconds,
    Set<Step.What> kinds,
    RolloutRules rules) {
  private static final Set<Integer> LIMITED = Set.of(5, 6, 9);

  private static final RestartTriggers NO_CONTAINER =
      new RestartTriggers(
          new Selection<String>(true, Set.of()), Selection.all(), Selection.all(), true);

  /** Copies the set and checks the ranges. */
  public Workload {
    kinds = Set.copyOf(kinds);
    if (mostReplicas < 1 || mostSize < 1 || mostSteps < 0 || seconds < 1) {
      throw new IllegalArgumentException(
          "replicas, size and seconds must be at least 1 and steps at least 0, are "
              + List.of(mostReplicas, mostSize, seconds, mostSteps));
    }
  }

  /** Small sets to which anything may happen. */
  public static Workload anything() {
    return new Workload(4, 3, 6, 45, Set.of(Step.What.values()), RolloutRules.SAFE);
  }

  /** Smaller sets, fewer steps, in less time: many runs a second. */
  public static Workload small() {
    return new Workload(2, 2, 3, 20, Set.of(Step.What.values()), RolloutRules.SAFE);
  }

  /** Larger sets that go through more: few runs a second. */
  public static Workload large() {
    return new Workload(8, 4, 12, 60, Set.of(Step.What.values()), RolloutRules.SAFE);
  }

  /**
   * Returns what a seed of a long search runs: three of four are {@linkplain #small() small}, one
   * of a hundred is {@linkplain #large() large}, the others are {@link #anything()}.
   */
  public static Workload mixed(long seed) {
    if (Math.floorMod(seed, 100) == 0) {
      return large();
    }
    return Math.floorMod(seed, 4) == 0 ? anything() : small();
  }

  /** Returns this workload with only those kinds of steps. */
  public Workload only(Set<Step.What> those) {
    return new Workload(mostReplicas, mostSize, mostSteps, seconds, those, rules);
  }

  /** Returns this workload under other rules of rollouts. */
  public Workload withRules(RolloutRules others) {
    return new Workload(mostReplicas, mostSize, mostSteps, seconds, kinds, others);
  }

  /** Returns this workload with other limits. */
  public Workload withLimits(int replicas, int size, int steps) {
    return new Workload(replicas, size, steps, seconds, kinds, rules);
  }

  /**
   * Returns the script that a seed gives. Three of sixteen have a budget of restarts, triggers that
   * let containers restart, or a ceiling.
   */
  public Script script(long seed) {
    Script plain = plain(seed);
    if (!LIMITED.contains((int) Math.floorMod(seed, 16L))) {
      return plain;
    }
    SplittableRandom random = new SplittableRandom(seed ^ 0x2545F4914F6CDD1DL);
    return switch (random.nextInt(3)) {
      case 0 ->
          plain
              .withRestarts(RestartSettings.STANDARD.withBudget(1 + random.nextInt(2)))
              .withSteps(failures(random, plain.steps()));
      case 1 -> plain.withRestarts(plain.restarts().withTriggers(NO_CONTAINER));
      default -> {
        boolean known = rules != RolloutRules.REFERENCE; // those have no ceiling
        int spare = known ? random.nextInt(2) : SetShape.NO_CEILING;
        yield plain.withFirst(plain.first().withSpare(spare));
      }
    };
  }

  /** Turns half of the steps into failures of containers, so that some groups fail often. */
  private List<Step> failures(SplittableRandom random, List<Step> steps) {
    if (!kinds.contains(Step.What.RESTART_CONTAINER)) {
      return steps;
    }
    return steps.stream()
        .map(
            step ->
                random.nextBoolean()
                    ? step
                    : new Step(step.atMillis(), Step.What.RESTART_CONTAINER, step.which() % 2, 0))
        .toList();
  }

  private Script plain(long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    SetShape first = shape(random);
    List<Step.What> choice = new ArrayList<>(kinds);
    choice.sort(Comparator.naturalOrder());
    List<Step> steps = new ArrayList<>();
    int count = choice.isEmpty() ? 0 : random.nextInt(mostSteps + 1);
    for (int i = 0; i < count; i++) {
      steps.add(step(random, choice.get(random.nextInt(choice.size()))));
    }
    steps.sort(Comparator.comparingLong(Step::atMillis));
    boolean gate = random.nextBoolean();
    RestartSettings restarts =
        random.nextInt(4) == 0 ? RestartSettings.STANDARD : RestartSettings.REFERENCE;
    return new Script(seed, false, gate, rules, restarts, first, steps);
  }

  private SetShape shape(SplittableRandom random) {
    int replicas = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(mostReplicas);
    int unavailable = random.nextInt(3);
    int surge = random.nextInt(3);
    return SetShape.of(replicas, 1 + random.nextInt(mostSize))
        .withBudget(unavailable, unavailable == 0 ? Math.max(1, surge) : surge)
        .withPolicies(
            User.policy(random.nextInt(4)),
            random.nextInt(4) == 0 ? StartupPolicy.LEADER_READY : StartupPolicy.LEADER_CREATED,
            random.nextInt(4) == 0 ? SubdomainPolicy.UNIQUE_PER_REPLICA : SubdomainPolicy.SHARED);
  }

  private Step step(SplittableRandom random, Step.What what) {
    long at = 1 + random.nextLong(seconds * 1000L);
    int amount =
        switch (what) {
          case SCALE, PARTITION -> random.nextInt(mostReplicas + 1);
          case TEMPLATE, BROKEN_TEMPLATE -> 1 + random.nextInt(4);
          case RESIZE -> 1 + random.nextInt(mostSize);
          case BUDGET, RESTART_POLICY, CRASH_MANAGER -> random.nextInt(4);
          case REFUSE_WRITES -> 1 + random.nextInt(8);
          case LOSE_ANSWERS -> 1 + random.nextInt(2);
          case LOSE_NODE -> 1000 + random.nextInt(59_000);
          case CUT_WATCH, SLOW_WATCH, SECOND_MANAGER -> 10 + random.nextInt(8000);
          default -> random.nextInt(2);
        };
    return new Step(at, what, random.nextInt(12), amount);
  }
}
