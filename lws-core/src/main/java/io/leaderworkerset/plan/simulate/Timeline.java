package io.leaderworkerset.plan.simulate;

import io.leaderworkerset.plan.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What happened in a simulated rollout.
 *
 * @param frames every step, in order of time; the first is the state before the change
 * @param outcome how it ended
 * @param violations steps that took the ready groups below the floor
 * @param floor the fewest groups that should be ready: replicas - maxUnavailable
 * @param burst the most groups that may exist: replicas + maxSurge
 * @param peakPods the most pods there were
 * @param peakResources the most that was in use of each resource
 * @param waiting what the planner waited for at the end; empty if for nothing
 */
public record Timeline(
    List<Frame> frames,
    Outcome outcome,
    List<Violation> violations,
    int floor,
    int burst,
    int peakPods,
    Map<String, Long> peakResources,
    List<Waiting> waiting) {
  /** Copies the collections. */
  public Timeline {
    frames = List.copyOf(frames);
    violations = List.copyOf(violations);
    peakResources = Map.copyOf(peakResources);
    waiting = List.copyOf(waiting);
  }

  /** How a rollout ends. */
  public enum Outcome {
    /** Every group that may be updated is updated and ready, and no surge is left. */
    DONE,
    /** Nothing will happen any more by itself, and it is not done. */
    STALLED
  }

  /** Where a group is. */
  public enum GroupState {
    /** It needs what others still use. */
    PENDING,
    /** It is on its way to readiness, or will never be ready. */
    STARTING,
    /** It is ready. */
    READY,
    /** It is being deleted. */
    TERMINATING
  }

  /**
   * One group at one time.
   *
   * @param index its index
   * @param updated whether it is at the new revision
   * @param state where it is
   */
  public record Group(int index, boolean updated, GroupState state) {}

  /**
   * The set after one step.
   *
   * @param at time since the change
   * @param event what was done, for a person
   * @param partition the leader StatefulSet's partition
   * @param replicas the leader StatefulSet's replicas
   * @param groups the groups that exist, by index
   * @param used how much of each resource is in use
   */
  public record Frame(
      Duration at,
      String event,
      int partition,
      int replicas,
      List<Group> groups,
      Map<String, Long> used) {
    /** Copies the collections. */
    public Frame {
      groups = List.copyOf(groups);
      used = Map.copyOf(used);
    }

    /** Returns how many groups are ready, surge included. */
    public int ready() {
      return (int) groups.stream().filter(g -> g.state() == GroupState.READY).count();
    }

    /** Returns how many groups are at the new revision, surge included. */
    public int updated() {
      return (int) groups.stream().filter(Group::updated).count();
    }
  }

  /**
   * A step that took a ready group away although the floor needed it. Groups that the change itself
   * scales down, those at or above replicas + maxSurge, do not count.
   *
   * @param at time since the change
   * @param group the index of the group that was taken
   * @param ready groups that were ready after it
   */
  public record Violation(Duration at, int group, int ready) {}

  /** Returns the last frame. */
  public Frame last() {
    return frames.get(frames.size() - 1);
  }

  /** Returns the fewest groups that were ready at any time. */
  public int fewestReady() {
    return frames.stream().mapToInt(Frame::ready).min().orElse(0);
  }

  /** Returns the most groups that existed at any time. */
  public int mostGroups() {
    return frames.stream().mapToInt(f -> f.groups().size()).max().orElse(0);
  }

  /** Returns one more than the highest index that a group ever had. */
  public int rows() {
    return frames.stream()
        .flatMap(f -> f.groups().stream())
        .mapToInt(g -> g.index() + 1)
        .max()
        .orElse(0);
  }

  /** Returns how long it took until nothing happened any more. */
  public Duration duration() {
    return last().at();
  }
}
