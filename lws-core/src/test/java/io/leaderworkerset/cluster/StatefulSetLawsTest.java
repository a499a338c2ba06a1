package io.leaderworkerset.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Laws over every small set in every state of its pods, and over seeded runs to the end. */
class StatefulSetLawsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String[] KINDS = {"", "cr", "cn", "ct", "cf", "ur", "un", "ut", "cp"};

  /** One case: a set of up to three replicas, and up to four pods each absent or of a kind. */
  private record Case(StatefulSetSpec spec, boolean gate, List<StatefulSetPod> pods) {
    StatefulSetPlan plan() {
      return StatefulSetRules.decide(
          new StatefulSetState(spec, 1, false, "c", "u", gate, pods), NOW);
    }

    StatefulSetPod pod(int ordinal) {
      return pods.stream().filter(p -> p.ordinal() == ordinal).findFirst().orElse(null);
    }
  }

  private interface Law {
    void check(Case c, StatefulSetPlan plan);
  }

  private static void forAll(Law law) {
    int cases = 0;
    for (int state = 0; state < Math.pow(KINDS.length, 4); state++) {
      List<StatefulSetPod> pods = pods(state);
      for (int replicas = 0; replicas <= 3; replicas++) {
        for (int partition = 0; partition <= 3; partition++) {
          for (int mode = 0; mode < 6; mode++) {
            StatefulSetSpec spec =
                new StatefulSetSpec(replicas, 0, mode % 2 == 0, false, partition, 1 + mode / 2, 0);
            Case c = new Case(spec, mode >= 2, pods);
            law.check(c, c.plan());
            cases++;
          }
        }
      }
    }
    assertThat(cases).isEqualTo(9 * 9 * 9 * 9 * 4 * 4 * 6);
  }

  private static List<StatefulSetPod> pods(int state) {
    List<StatefulSetPod> out = new ArrayList<>();
    int rest = state;
    for (int ordinal = 0; ordinal < 4; ordinal++) {
      String kind = KINDS[rest % KINDS.length];
      rest /= KINDS.length;
      if (!kind.isEmpty()) {
        out.add(StatefulSetRulesTest.pod(ordinal + kind));
      }
    }
    return out;
  }

  @Test
  void neverDeletesAnOutdatedPodBelowThePartition() {
    forAll(
        (c, plan) -> {
          for (PodDecision d : plan.decisions()) {
            if (d instanceof PodDecision.Delete x && x.why() == PodDecision.Why.OUTDATED) {
              assertTrue(x.ordinal() >= c.spec().partition(), c, plan);
              assertTrue(!c.pod(x.ordinal()).revision().equals("u"), c, plan);
            }
          }
        });
  }

  @Test
  void neverTouchesATerminatingPodNorAPodTwice() {
    forAll(
        (c, plan) -> {
          List<Integer> seen = new ArrayList<>();
          for (PodDecision d : plan.decisions()) {
            StatefulSetPod pod = c.pod(d.ordinal());
            assertTrue(!seen.contains(d.ordinal()), c, plan);
            assertTrue(d instanceof PodDecision.Create == (pod == null), c, plan);
            assertTrue(pod == null || !pod.terminating(), c, plan);
            seen.add(d.ordinal());
          }
        });
  }

  @Test
  void createsOnlyWantedOrdinalsAtTheRevisionOfTheirSideOfThePartition() {
    forAll(
        (c, plan) -> {
          for (PodDecision d : plan.decisions()) {
            if (d instanceof PodDecision.Create x) {
              assertTrue(x.ordinal() < c.spec().replicas(), c, plan);
              String wanted = x.ordinal() < c.spec().partition() ? "c" : "u";
              assertTrue(x.revision().equals(wanted), c, plan);
            }
          }
        });
  }

  @Test
  void takesAtMostOneOutdatedPodWithTheGateOffAndTheBudgetWithItOn() {
    forAll(
        (c, plan) -> {
          long down = 0;
          for (int i = 0; i < c.spec().replicas(); i++) {
            StatefulSetPod pod = c.pod(i);
            down += pod == null || pod.terminating() || pod.readySince() == null ? 1 : 0;
          }
          long outdated =
              plan.decisions().stream()
                  .filter(d -> d instanceof PodDecision.Delete)
                  .map(d -> (PodDecision.Delete) d)
                  .filter(d -> d.why() == PodDecision.Why.OUTDATED)
                  .count();
          long most = c.gate() ? Math.max(0, c.spec().maxUnavailable() - down) : 1;
          assertTrue(outdated <= most, c, plan);
        });
  }

  @Test
  void anOrderedSetTakesAtMostOneStepUnlessTheGateIsOn() {
    forAll(
        (c, plan) -> {
          if (!c.spec().parallel() && !c.gate()) {
            assertTrue(plan.decisions().size() <= 1, c, plan);
          }
        });
  }

  @Test
  void theOrderOfPodsDoesNotMatter() {
    forAll(
        (c, plan) -> {
          List<StatefulSetPod> reversed = new ArrayList<>(c.pods());
          Collections.reverse(reversed);
          assertTrue(new Case(c.spec(), c.gate(), reversed).plan().equals(plan), c, plan);
        });
  }

  private static void assertTrue(boolean holds, Case c, StatefulSetPlan plan) {
    if (!holds) {
      throw new AssertionError(c + " gives " + plan);
    }
  }

  @Test
  void convergesFromEveryStateOnceAllPodsBecomeReady() {
    forAll(
        (c, plan) -> {
          if (!isStuck(c)) {
            assertConverges(c);
          }
        });
  }

  /** In order, a finished pod to remove waits for a lower one that never becomes ready either. */
  private static boolean isStuck(Case c) {
    return !c.spec().parallel()
        && c.pods().stream()
                .filter(p -> p.ordinal() >= c.spec().replicas())
                .filter(p -> p.phase().isFinished())
                .count()
            > 1;
  }

  private static void assertConverges(Case c) {
    List<StatefulSetPod> pods = new ArrayList<>(c.pods());
    for (int step = 0; step < 40; step++) {
      Case now = new Case(c.spec(), c.gate(), pods);
      StatefulSetPlan plan = now.plan();
      if (plan.decisions().isEmpty() && pods.stream().allMatch(StatefulSetLawsTest::isSettled)) {
        assertFinal(now, plan);
        return;
      }
      pods = settle(pods, plan);
    }
    throw new AssertionError(c + " does not converge: " + pods);
  }

  private static boolean isSettled(StatefulSetPod pod) {
    return pod.isRunningAndReady() && !pod.terminating();
  }

  /** Terminating pods go, created ones appear, the others become ready. */
  private static List<StatefulSetPod> settle(List<StatefulSetPod> pods, StatefulSetPlan plan) {
    TreeMap<Integer, StatefulSetPod> next = new TreeMap<>();
    for (StatefulSetPod pod : pods) {
      if (!pod.terminating()) {
        next.put(pod.ordinal(), pod.phase().isFinished() ? pod : ready(pod));
      }
    }
    for (PodDecision d : plan.decisions()) {
      if (d instanceof PodDecision.Create x) {
        next.put(
            x.ordinal(),
            new StatefulSetPod(x.ordinal(), x.revision(), PodPhase.PENDING, null, false));
      } else {
        next.remove(d.ordinal());
      }
    }
    return new ArrayList<>(next.values());
  }

  private static StatefulSetPod ready(StatefulSetPod pod) {
    return new StatefulSetPod(pod.ordinal(), pod.revision(), PodPhase.RUNNING, NOW, false);
  }

  private static void assertFinal(Case c, StatefulSetPlan plan) {
    assertTrue(c.pods().size() == c.spec().replicas(), c, plan);
    for (StatefulSetPod pod : c.pods()) {
      boolean kept = pod.ordinal() < c.spec().partition();
      assertTrue(kept || pod.revision().equals("u"), c, plan);
    }
    boolean complete = plan.status().updatedReplicas() == c.spec().replicas();
    assertTrue(plan.status().currentRevision().equals(complete ? "u" : "c"), c, plan);
  }

  @Test
  void keepsItsBudgetInSeededRunsOfManyPods() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int replicas = 1 + random.nextInt(60);
      int budget = 1 + random.nextInt(replicas);
      StatefulSetSpec spec = StatefulSetSpec.parallel(replicas, 0, budget);
      runRollout(spec, random, seed);
    }
  }

  private static void runRollout(StatefulSetSpec spec, Random random, long seed) {
    List<StatefulSetPod> pods = new ArrayList<>();
    for (int i = 0; i < spec.replicas(); i++) {
      pods.add(new StatefulSetPod(i, "c", PodPhase.RUNNING, NOW, false));
    }
    for (int step = 0; step < 100_000; step++) {
      StatefulSetPlan plan = new Case(spec, true, pods).plan();
      if (plan.status().currentRevision().equals("u")) {
        return;
      }
      TreeMap<Integer, StatefulSetPod> next = new TreeMap<>();
      for (StatefulSetPod pod : pods) {
        boolean settles = random.nextBoolean();
        if (!pod.terminating() || !settles) {
          next.put(pod.ordinal(), pod.readySince() == null && settles ? ready(pod) : pod);
        }
      }
      for (PodDecision d : plan.decisions()) {
        if (d instanceof PodDecision.Create x) {
          next.putIfAbsent(
              x.ordinal(),
              new StatefulSetPod(x.ordinal(), x.revision(), PodPhase.RUNNING, null, false));
        } else {
          StatefulSetPod old = next.get(d.ordinal());
          next.put(
              d.ordinal(), new StatefulSetPod(d.ordinal(), old.revision(), old.phase(), NOW, true));
        }
      }
      pods = new ArrayList<>(next.values());
      long up = pods.stream().filter(StatefulSetLawsTest::isSettled).count();
      assertThat(spec.replicas() - up)
          .as("seed %s", seed)
          .isLessThanOrEqualTo(spec.maxUnavailable());
    }
    throw new AssertionError("seed " + seed + " does not end");
  }
}
