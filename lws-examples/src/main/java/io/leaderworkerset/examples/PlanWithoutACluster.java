package io.leaderworkerset.examples;

import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.LeaderState;
import io.leaderworkerset.observe.NamedObject;
import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.observe.SetRef;
import io.leaderworkerset.observe.SetStatus;
import io.leaderworkerset.observe.WorkersState;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import io.leaderworkerset.plan.Waiting;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What would the controllers do? The planning API answers without a cluster: values in, a plan out,
 * as one would use it in a unit test of one's rollout settings.
 */
public final class PlanWithoutACluster {
  private static final SetRef SET = new SetRef("default", "vllm", "a-uid");
  private static final RolloutSpec FOUR_GROUPS = new RolloutSpec(4, 0, 1, 1);
  private static final String OLD = "old";
  private static final String NEW = "new";

  private PlanWithoutACluster() {}

  /** Prints three plans. */
  public static void main(String... args) {
    PrintStream out = System.out;
    print(out, "The image was changed, all four groups are ready", templateChanged());
    print(out, "The surge group, number 4, was made and is not ready yet", surgeStarts());
    print(out, "All is new and ready, but the surge group is still there", surgeToGo());
  }

  /** All four groups carry the old revision, and the spec has a new template. */
  static SetPlan templateChanged() {
    return plan(OLD, new Sizes(4, 0), groups(4, 4, 4));
  }

  /** The surge group was made and is not ready; nothing else was replaced. */
  static SetPlan surgeStarts() {
    return plan(NEW, new Sizes(5, 4), groups(5, 4, 4));
  }

  /** The last group became ready. */
  static SetPlan surgeToGo() {
    return plan(NEW, new Sizes(5, 0), groups(5, 0, 5));
  }

  /** Replicas and partition of the leader StatefulSet. */
  private record Sizes(int replicas, int partition) {}

  /**
   * Returns so many groups.
   *
   * @param old so many, from index 0, carry the old revision
   * @param ready so many, from index 0, are ready
   */
  private static List<GroupSummary> groups(int count, int old, int ready) {
    return IntStream.range(0, count)
        .mapToObj(
            index -> {
              String revision = index < old ? OLD : NEW;
              boolean up = index < ready;
              return new GroupSummary(
                  index,
                  up ? LeaderState.READY : LeaderState.PENDING,
                  up ? WorkersState.READY : WorkersState.NOT_READY,
                  revision,
                  revision);
            })
        .toList();
  }

  private static SetPlan plan(String current, Sizes sizes, List<GroupSummary> groups) {
    List<RevisionObservation> revisions = new ArrayList<>();
    revisions.add(new RevisionObservation("vllm-old-1", "uid-1", OLD, 1, "old template"));
    if (current.equals(NEW)) {
      revisions.add(new RevisionObservation("vllm-new-2", "uid-2", NEW, 2, "new template"));
    }
    List<String> drift = current.equals(NEW) ? List.of() : List.of("spec.template");
    SetObservation seen =
        new SetObservation(
            SET,
            2,
            false,
            List.of(),
            FOUR_GROUPS,
            SubdomainPolicy.SHARED,
            NEW,
            "new template",
            revisions,
            new LeaderSetObservation(
                "sts-uid",
                null,
                sizes.replicas(),
                sizes.partition(),
                current,
                FOUR_GROUPS.replicas(),
                groups.size(),
                false,
                drift,
                List.of()),
            new NamedObject("vllm", "service-uid", null, false),
            groups,
            SetStatus.EMPTY,
            null,
            List.of());
    return SetPlanner.plan(seen, Instant.EPOCH);
  }

  /** Prints a plan for a person. */
  static void print(PrintStream out, String title, SetPlan plan) {
    out.println(title + ":");
    for (Action action : plan.actions()) {
      out.println("  do    " + action);
    }
    for (Waiting waiting : plan.waiting()) {
      out.println("  wait  " + waiting.message());
    }
    if (plan.actions().isEmpty() && plan.waiting().isEmpty()) {
      out.println("  nothing to do");
    }
    out.println();
  }
}
