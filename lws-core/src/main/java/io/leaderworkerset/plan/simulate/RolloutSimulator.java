package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.plan.simulate.Timeline.Frame;
import java.util.List;

/**
 * Simulates what a change does to a set: the planner itself against the rules of the StatefulSet
 * controller, in virtual time.
 *
 * <p>The planner and the StatefulSet controller take turns until neither has anything to do; then
 * the time moves on to the next group that becomes ready or is gone.
 */
public final class RolloutSimulator {
  private RolloutSimulator() {}

  /**
   * Returns what happens, step by step, until nothing will happen any more.
   *
   * @param scenario the change
   * @param model how the cluster behaves
   */
  public static Timeline simulate(Scenario scenario, Model model) {
    return new Simulation(scenario, model).run();
  }

  /**
   * Returns how it goes, without the steps: for runs by the thousand. The same planner of rollouts
   * decides as in {@link #simulate}.
   *
   * @param scenario the change
   * @param model how the cluster behaves
   */
  public static Verdict check(Scenario scenario, Model model) {
    return new Simulation(scenario, model).check();
  }

  /**
   * Returns a timeline as lines of text: time, ready, updated, partition, replicas, a letter for
   * each group, and what happened. Old groups are in lower case, updated ones in upper case: {@code
   * r} ready, {@code s} starting, {@code p} pending, {@code t} terminating, {@code -} missing.
   */
  public static List<String> table(Timeline timeline) {
    return timeline.frames().stream().map(f -> line(f, timeline.rows())).toList();
  }

  private static String line(Frame frame, int width) {
    char[] groups = "-".repeat(width).toCharArray();
    for (Timeline.Group group : frame.groups()) {
      char letter = group.state().name().charAt(0);
      groups[group.index()] = group.updated() ? letter : Character.toLowerCase(letter);
    }
    return "%6ds  ready %d  updated %d  partition %d  replicas %d  %s  %s"
        .formatted(
            frame.at().toSeconds(),
            frame.ready(),
            frame.updated(),
            frame.partition(),
            frame.replicas(),
            new String(groups),
            frame.event())
        .stripTrailing();
  }
}
