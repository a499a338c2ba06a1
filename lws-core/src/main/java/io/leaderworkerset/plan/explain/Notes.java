package io.leaderworkerset.plan.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Blockers of groups in few words, for a condition's message. A note says no time and no count, so
 * that it stays the same until the trouble itself is another.
 */
public final class Notes {
  /** How many groups are named. */
  public static final int MOST = 3;

  private Notes() {}

  /**
   * Returns notes of at most {@link #MOST} groups, lowest index first: one for each, of the first
   * trouble that it has. If there are more groups, the last note says so.
   *
   * @param blockers blockers of groups, in any order of groups
   */
  public static List<String> of(List<Blocker> blockers) {
    if (blockers.isEmpty()) {
      return List.of();
    }
    List<String> out = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    List<Blocker> sorted =
        blockers.stream()
            .filter(each -> each.group() != null && each.isTrouble())
            .sorted(Comparator.comparing(Blocker::group))
            .toList();
    for (Blocker each : sorted) {
      if (groups.contains(each.group())) {
        continue;
      }
      if (groups.size() == MOST) {
        out.add("and others");
        break;
      }
      groups.add(each.group());
      out.add("group " + each.group() + ": " + text(each));
    }
    return out;
  }

  private static String text(Blocker blocker) {
    String evidence = blocker.evidence();
    return switch (blocker.code()) {
      case IMAGE_FAILING -> before(evidence, ":", ",") + " has an image that cannot be pulled";
      case CONTAINER_NOT_STARTED -> before(evidence, ":", ",") + " cannot be started";
      case CONTAINER_CRASHING -> before(evidence, ":", ",") + " ends again and again";
      case LEADER_UNSCHEDULED, WORKER_UNSCHEDULED, SURGE_WAITS_FOR_CAPACITY, GANG_NOT_SCHEDULABLE ->
          before(evidence, ":");
      case TOPOLOGY_LABEL_MISSING -> before(evidence, ",");
      case NAME_TAKEN -> before(evidence, ";");
      case STUCK_TERMINATING -> evidence + " and does not go";
      case RESTART_BACKOFF -> "waits to be recreated";
      case RESTART_BUDGET_EXHAUSTED -> "is kept as it is after too many restarts";
      case REVISION_MISSING -> "its ControllerRevision is missing";
      default -> before(evidence, ":", ";", "(");
    };
  }

  private static String before(String text, String... ends) {
    String out = text;
    for (String end : ends) {
      int at = out.indexOf(end);
      out = at < 0 ? out : out.substring(0, at);
    }
    return out.stripTrailing();
  }
}
