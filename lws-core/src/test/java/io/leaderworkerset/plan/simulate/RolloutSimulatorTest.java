package io.leaderworkerset.plan.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.plan.rollout.RolloutRules;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import io.leaderworkerset.plan.simulate.Timeline.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RolloutSimulatorTest {
  private static final String GPU = "nvidia.com/gpu";
  private static final Model MINUTES = Model.readyAfter(Duration.ofMinutes(3));

  @Test
  void replacesOneGroupAfterTheOther() {
    Timeline timeline =
        RolloutSimulator.simulate(Scenario.newTemplate(new RolloutSpec(2, 0, 1, 0)), MINUTES);

    assertThat(RolloutSimulator.table(timeline))
        .containsExactly(
            "     0s  ready 2  updated 0  partition 0  replicas 2  rr  before the change",
            "     0s  ready 2  updated 0  partition 2  replicas 2  rr  leader StatefulSet applied",
            "     0s  ready 2  updated 0  partition 1  replicas 2  rr  Updating replica 1",
            "     0s  ready 1  updated 0  partition 1  replicas 2  r-  StatefulSet controller:"
                + " delete 1",
            "     0s  ready 1  updated 1  partition 1  replicas 2  rS  StatefulSet controller:"
                + " create 1",
            "   180s  ready 2  updated 1  partition 1  replicas 2  rR  group 1 ready",
            "   180s  ready 2  updated 1  partition 0  replicas 2  rR  Updating replica 0",
            "   180s  ready 1  updated 1  partition 0  replicas 2  -R  StatefulSet controller:"
                + " delete 0",
            "   180s  ready 1  updated 2  partition 0  replicas 2  SR  StatefulSet controller:"
                + " create 0",
            "   360s  ready 2  updated 2  partition 0  replicas 2  RR  group 0 ready");
    assertThat(timeline.outcome()).isEqualTo(Outcome.DONE);
    assertThat(timeline.duration()).isEqualTo(Duration.ofMinutes(6));
    assertThat(timeline.fewestReady()).isEqualTo(1);
  }

  /** Defect 7 of the reference. */
  @Test
  void goesPastOneBrokenOldGroupWhereTheReferenceStallsForEver() {
    Scenario scenario = Scenario.newTemplate(new RolloutSpec(4, 0, 1, 0));
    Model broken = MINUTES.withBrokenOld(Set.of(1));

    Timeline reference =
        RolloutSimulator.simulate(scenario, broken.withRules(RolloutRules.REFERENCE));
    assertThat(reference.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(reference.last().updated()).isZero();
    assertThat(reference.waiting()).isNotEmpty();

    Timeline safe = RolloutSimulator.simulate(scenario, broken);
    assertThat(safe.outcome()).isEqualTo(Outcome.DONE);
    assertThat(safe.fewestReady()).isEqualTo(safe.floor()).isEqualTo(3);
    assertThat(RolloutSimulator.table(safe).subList(2, 7))
        .containsExactly(
            "     0s  ready 3  updated 0  partition 4  replicas 4  rsrr  Replacing groups [1],"
                + " which are not ready at their old revision and hold the rollout up",
            "     0s  ready 3  updated 0  partition 4  replicas 4  r-rr  leader pod deleted: group 1"
                + " is broken at its old revision",
            "     0s  ready 3  updated 1  partition 4  replicas 4  rSrr  StatefulSet controller:"
                + " create 1",
            "     0s  ready 3  updated 1  partition 4  replicas 4  rSrr  leader StatefulSet applied",
            "   180s  ready 4  updated 1  partition 4  replicas 4  rRrr  group 1 ready");
  }

  /** Defect 8 of the reference. */
  @Test
  void keepsSurgeUntilTheBaseIsUpWhereTheReferenceBreaksTheFloor() {
    Scenario scenario = Scenario.newTemplate(new RolloutSpec(5, 0, 2, 4));
    Model model =
        Model.readyAfter(Duration.ofSeconds(60))
            .withMaxUnavailableGate(true)
            .withGoneAfter(Duration.ofSeconds(57))
            .withSlower(
                Map.of(
                    0, Duration.ofSeconds(42),
                    3, Duration.ofSeconds(294),
                    5, Duration.ofSeconds(273),
                    6, Duration.ofSeconds(173)));

    Timeline reference =
        RolloutSimulator.simulate(scenario, model.withRules(RolloutRules.REFERENCE));
    assertThat(reference.violations())
        .containsExactly(new Violation(Duration.ofSeconds(117), 7, 2));

    Timeline safe = RolloutSimulator.simulate(scenario, model);
    assertThat(safe.violations()).isEmpty();
    assertThat(safe.outcome()).isEqualTo(Outcome.DONE);
  }

  /** Up to six replicas, every budget, up to two broken groups, the gate on and off. */
  @Test
  void keepsTheFloorAndEndsInEverySmallCase() {
    forAllSmallCases(
        (scenario, model) -> {
          Verdict verdict = RolloutSimulator.check(scenario, model);
          checkLaws(scenario, model, verdict);
          assertThat(verdict.outcome()).as("%s %s", scenario, model).isEqualTo(Outcome.DONE);
        });
  }

  @Test
  void showsWhereTheReferenceStallsAndBreaksTheFloor() {
    int[] counts = new int[2];
    forAllSmallCases(
        (scenario, model) -> {
          Verdict verdict =
              RolloutSimulator.check(scenario, model.withRules(RolloutRules.REFERENCE));
          counts[0] += verdict.outcome() == Outcome.STALLED ? 1 : 0;
          counts[1] += verdict.violations().isEmpty() ? 0 : 1;
        });

    assertThat(counts[0]).as("stalls").isPositive();
    assertThat(counts[1]).as("broken floors").isPositive();
  }

  @Test
  void keepsTheFloorInSeededLargerCases() {
    checkSeeded(20_000, 2);
  }

  /** Other runs with {@code -Dlws.simulation.seed=2}, fewer with {@code -Dlws.simulation.runs}. */
  @Tag("large")
  @Test
  void keepsTheFloorInAMillionSeededLargerCases() {
    checkSeeded(
        Integer.getInteger("lws.simulation.runs", 1_000_000),
        Long.getLong("lws.simulation.seed", 1L));
  }

  private static void checkSeeded(int runs, long seed) {
    long done =
        IntStream.range(0, runs)
            .parallel()
            .filter(
                i -> {
                  Random random = new Random(seed * 1_000_003L + i);
                  Scenario scenario = randomScenario(random);
                  Model model = randomModel(random, scenario.to());
                  if (random.nextInt(6) == 0) {
                    model = underCeiling(random, scenario, model);
                    scenario = withCeiling(scenario, model);
                  }
                  Verdict verdict = RolloutSimulator.check(scenario, model);
                  checkLaws(scenario, model, verdict);
                  return verdict.outcome() == Outcome.DONE;
                })
            .count();

    assertThat(done).as("runs that came to an end").isGreaterThan(runs / 2L);
  }

  @Test
  void comesToTheSameVerdictWithAndWithoutFrames() {
    for (int i = 0; i < 5_000; i++) {
      Random random = new Random(77_000_000L + i);
      Scenario scenario = randomScenario(random);
      Model model = randomModel(random, scenario.to());
      if (random.nextInt(4) == 0) {
        model = model.withRules(RolloutRules.REFERENCE);
      }
      Timeline timeline = RolloutSimulator.simulate(scenario, model);
      Verdict verdict = RolloutSimulator.check(scenario, model);
      assertThat(verdict.outcome()).as("%s %s", scenario, model).isEqualTo(timeline.outcome());
      assertThat(verdict.violations()).isEqualTo(timeline.violations());
      assertThat(verdict.mostGroups()).isEqualTo(timeline.mostGroups());
    }
  }

  /** With the gate off the StatefulSet controller waits for the highest group, and so for room. */
  @Test
  void showsThatARolloutStallsWhenThereIsNoRoomForSurge() {
    Model.Demand gpus = new Model.Demand(2, Map.of(GPU, 8L));
    Model full = MINUTES.withDemand(gpus, gpus, Map.of(GPU, 16L));
    Scenario scenario = Scenario.newTemplate(new RolloutSpec(2, 0, 1, 1));

    Timeline off = RolloutSimulator.simulate(scenario, full);
    assertThat(off.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(off.last().groups())
        .contains(new Timeline.Group(2, true, Timeline.GroupState.PENDING));
    assertThat(off.waiting()).singleElement().asString().contains("groups [2] are not ready");

    Timeline on = RolloutSimulator.simulate(scenario, full.withMaxUnavailableGate(true));
    assertThat(on.outcome()).isEqualTo(Outcome.DONE);
    assertThat(on.peakResources()).isEqualTo(Map.of(GPU, 16L));
    assertThat(on.peakPods()).isEqualTo(6);
  }

  @Test
  void saysWhichGroupsOfABrokenRevisionStopTheRollout() {
    Timeline timeline =
        RolloutSimulator.simulate(
            Scenario.newTemplate(new RolloutSpec(4, 0, 1, 0)), MINUTES.withBrokenNew(Set.of(3)));

    assertThat(timeline.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(timeline.last().updated()).isEqualTo(1);
    assertThat(timeline.waiting()).singleElement().asString().contains("groups [3] are not ready");
  }

  @Test
  void scalesWithoutTouchingGroupsThatStay() {
    Timeline up =
        RolloutSimulator.simulate(
            new Scenario(new RolloutSpec(2, 0, 1, 1), new RolloutSpec(4, 0, 1, 1), false), MINUTES);
    Timeline down =
        RolloutSimulator.simulate(
            new Scenario(new RolloutSpec(4, 0, 1, 1), new RolloutSpec(2, 0, 1, 1), false), MINUTES);

    assertThat(up.outcome()).isEqualTo(Outcome.DONE);
    assertThat(up.fewestReady()).isEqualTo(2);
    assertThat(down.outcome()).isEqualTo(Outcome.DONE);
    assertThat(down.last().groups()).hasSize(2);
  }

  private static void checkLaws(Scenario scenario, Model model, Verdict verdict) {
    List<String> broken = new ArrayList<>();
    if (!verdict.violations().isEmpty()) {
      broken.add("the floor is broken: " + verdict.violations());
    }
    if (verdict.mostGroups() > mostGroupsAllowed(scenario)) {
      broken.add(verdict.mostGroups() + " groups are too many");
    }
    if (verdict.waitedForRoom()) {
      broken.add("a group was made for which the ceiling has no room");
    }
    if (verdict.partitionRose()) {
      broken.add("the partition rose");
    }
    if (verdict.outcome() == Outcome.STALLED && verdict.waiting().isEmpty()) {
      broken.add("it stalls and nothing says why");
    }
    boolean excused =
        !model.brokenNew().isEmpty()
            || (scenario.to().partition() > 0 && !model.brokenOld().isEmpty())
            || scenario.to().ceiling() != null;
    if (verdict.outcome() == Outcome.STALLED && !excused) {
      broken.add("it stalls without cause: " + verdict.waiting());
    }
    if (!broken.isEmpty()) {
      throw new AssertionError(
          broken
              + " in "
              + scenario
              + " "
              + model
              + String.join(
                  "\n", RolloutSimulator.table(RolloutSimulator.simulate(scenario, model))));
    }
  }

  /** Surge within the budget and the ceiling; groups that were there before do not count. */
  private static int mostGroupsAllowed(Scenario scenario) {
    Ceiling ceiling = scenario.to().ceiling();
    int burst = scenario.to().burst();
    int most =
        ceiling == null
            ? burst
            : (int) Math.min(burst, ceiling.capacity().getOrDefault(Ceiling.GROUPS, 99L));
    return Math.max(most, scenario.from().replicas());
  }

  private static void forAllSmallCases(BiConsumer<Scenario, Model> check) {
    for (int replicas = 1; replicas <= 6; replicas++) {
      for (int unavailable = 0; unavailable <= replicas; unavailable++) {
        for (int surge = unavailable == 0 ? 1 : 0; surge <= replicas; surge++) {
          Scenario scenario =
              Scenario.newTemplate(new RolloutSpec(replicas, 0, unavailable, surge));
          forBroken(replicas, model -> check.accept(scenario, model));
        }
      }
    }
  }

  private static void forBroken(int replicas, java.util.function.Consumer<Model> check) {
    for (int first = -1; first < replicas; first++) {
      for (int second = first; second < replicas; second++) {
        if (first < 0 && second >= 0) {
          break; // one broken group is first == second
        }
        Set<Integer> broken = new TreeSet<>(List.of(first, second));
        broken.remove(-1);
        check.accept(MINUTES.withBrokenOld(broken));
        check.accept(MINUTES.withBrokenOld(broken).withMaxUnavailableGate(true));
      }
    }
  }

  private static Scenario randomScenario(Random random) {
    RolloutSpec to = randomSpec(random, random.nextInt(1, 13));
    if (random.nextInt(8) == 0) {
      to = to.withCeiling(Ceiling.ofGroups(random.nextInt(1, to.burst() + 2)));
    }
    return randomChange(random, to);
  }

  /** Hardware for what there is and a little more, and a set that knows how much. */
  private static Model underCeiling(Random random, Scenario scenario, Model model) {
    Model.Demand old = gpus(random.nextInt(1, 9));
    Model.Demand updated = scenario.newTemplate() ? gpus(random.nextInt(1, 9)) : old;
    long used = scenario.from().replicas() * old.resources().get(GPU);
    long wanted = scenario.to().burst() * updated.resources().get(GPU);
    long most = used + random.nextLong(Math.max(used, wanted) - used + 8);
    return model.withDemand(old, updated, Map.of(GPU, most));
  }

  private static Model.Demand gpus(long count) {
    return new Model.Demand(1, Map.of(GPU, count));
  }

  private static Scenario withCeiling(Scenario scenario, Model model) {
    Ceiling ceiling = new Ceiling(model.capacity(), model.after().resources(), Map.of());
    return new Scenario(
        scenario.from(), scenario.to().withCeiling(ceiling), scenario.newTemplate());
  }

  private static Scenario randomChange(Random random, RolloutSpec to) {
    return switch (random.nextInt(3)) {
      case 0 -> Scenario.newTemplate(to);
      case 1 ->
          new Scenario(
              new RolloutSpec(random.nextInt(13), 0, to.maxUnavailable(), to.maxSurge()), to, true);
      default -> {
        int partition = random.nextInt(to.replicas() + 1);
        yield new Scenario(
            to,
            new RolloutSpec(
                to.replicas(), partition, to.maxUnavailable(), to.maxSurge(), to.ceiling()),
            true);
      }
    };
  }

  private static RolloutSpec randomSpec(Random random, int replicas) {
    int surge = random.nextInt(replicas + 1);
    int unavailable = surge == 0 ? random.nextInt(1, replicas + 1) : random.nextInt(replicas + 1);
    return new RolloutSpec(replicas, 0, unavailable, surge);
  }

  private static Model randomModel(Random random, RolloutSpec spec) {
    Map<Integer, Duration> slower = new TreeMap<>();
    for (int i = 0; i < spec.burst(); i++) {
      if (random.nextBoolean()) {
        slower.put(i, Duration.ofSeconds(random.nextInt(1, 600)));
      }
    }
    Model model =
        Model.readyAfter(Duration.ofMinutes(1))
            .withSlower(slower)
            .withMaxUnavailableGate(random.nextBoolean())
            .withGoneAfter(Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(90)));
    if (random.nextInt(3) == 0) {
      model = model.withBrokenOld(someOf(random, spec.replicas()));
    }
    return random.nextInt(4) == 0 ? model.withBrokenNew(someOf(random, spec.burst())) : model;
  }

  private static Set<Integer> someOf(Random random, int count) {
    Set<Integer> out = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(4) == 0) {
        out.add(i);
      }
    }
    return out;
  }
}
