package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.plan.rollout.RolloutRules;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * How the simulated cluster behaves.
 *
 * @param readyAfter from a group's creation until it is ready; not negative
 * @param slower groups that take another time, by index
 * @param goneAfter how long a deleted group takes to go; not negative
 * @param brokenOld groups that are not ready, and never will be, at the old revision
 * @param brokenNew groups that never become ready at the new revision
 * @param maxUnavailableGate whether the StatefulSet feature gate MaxUnavailableStatefulSet is on
 * @param rules the rules of the rollout
 * @param before what a group needs at the old revision
 * @param after what a group needs at the new revision
 * @param capacity how much of a resource there is; resources that are not named are unlimited
 */
public record Model(
    Duration readyAfter,
    Map<Integer, Duration> slower,
    Duration goneAfter,
    Set<Integer> brokenOld,
    Set<Integer> brokenNew,
    boolean maxUnavailableGate,
    RolloutRules rules,
    Demand before,
    Demand after,
    Map<String, Long> capacity) {
  /** Copies the collections and refuses negative durations. */
  public Model {
    slower = Map.copyOf(slower);
    brokenOld = Set.copyOf(brokenOld);
    brokenNew = Set.copyOf(brokenNew);
    capacity = Map.copyOf(capacity);
    if (readyAfter.isNegative() || goneAfter.isNegative()) {
      throw new IllegalArgumentException(
          "durations must not be negative, are " + readyAfter + " and " + goneAfter);
    }
  }

  /**
   * What one group needs.
   *
   * @param pods its pods, leader included; at least 1
   * @param resources amounts by resource name, such as {@code nvidia.com/gpu}
   */
  public record Demand(int pods, Map<String, Long> resources) {
    /** Copies the map. */
    public Demand {
      resources = Map.copyOf(resources);
    }
  }

  /** Returns a model of one-pod groups that are ready after that time, with nothing broken. */
  public static Model readyAfter(Duration time) {
    Demand onePod = new Demand(1, Map.of());
    return new Model(
        time,
        Map.of(),
        Duration.ZERO,
        Set.of(),
        Set.of(),
        false,
        RolloutRules.SAFE,
        onePod,
        onePod,
        Map.of());
  }

  /** Returns this model with groups that are broken at the old revision. */
  public Model withBrokenOld(Set<Integer> groups) {
    return new Model(
        readyAfter,
        slower,
        goneAfter,
        groups,
        brokenNew,
        maxUnavailableGate,
        rules,
        before,
        after,
        capacity);
  }

  /** Returns this model with groups that are broken at the new revision. */
  public Model withBrokenNew(Set<Integer> groups) {
    return new Model(
        readyAfter,
        slower,
        goneAfter,
        brokenOld,
        groups,
        maxUnavailableGate,
        rules,
        before,
        after,
        capacity);
  }

  /** Returns this model with groups that take another time to be ready. */
  public Model withSlower(Map<Integer, Duration> groups) {
    return new Model(
        readyAfter,
        groups,
        goneAfter,
        brokenOld,
        brokenNew,
        maxUnavailableGate,
        rules,
        before,
        after,
        capacity);
  }

  /** Returns this model with groups that take that long to go. */
  public Model withGoneAfter(Duration time) {
    return new Model(
        readyAfter,
        slower,
        time,
        brokenOld,
        brokenNew,
        maxUnavailableGate,
        rules,
        before,
        after,
        capacity);
  }

  /** Returns this model with the StatefulSet feature gate on or off. */
  public Model withMaxUnavailableGate(boolean on) {
    return new Model(
        readyAfter, slower, goneAfter, brokenOld, brokenNew, on, rules, before, after, capacity);
  }

  /** Returns this model under other rules. */
  public Model withRules(RolloutRules value) {
    return new Model(
        readyAfter,
        slower,
        goneAfter,
        brokenOld,
        brokenNew,
        maxUnavailableGate,
        value,
        before,
        after,
        capacity);
  }

  /** Returns this model with what groups need and how much there is. */
  public Model withDemand(Demand old, Demand updated, Map<String, Long> available) {
    return new Model(
        readyAfter,
        slower,
        goneAfter,
        brokenOld,
        brokenNew,
        maxUnavailableGate,
        rules,
        old,
        updated,
        available);
  }
}
