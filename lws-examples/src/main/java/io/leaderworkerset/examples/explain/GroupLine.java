package io.leaderworkerset.examples.explain;

import io.leaderworkerset.informers.SetSnapshot;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.GroupSummary;
import io.leaderworkerset.observe.PodObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/**
 * One group as a line of a table.
 *
 * @param phase what the group is, as a whole: Ready, NotReady, Terminating, Missing
 * @param revision its revision key; null if it has none
 * @param age since its leader pod was made; null if there is none
 * @param restarts container restarts of all of its pods
 * @param node its leader's node; null if it is on none
 * @param ready pods that are ready
 * @param size pods that it should have; 0 if that is not known
 */
record GroupLine(
    int index,
    String phase,
    @Nullable String revision,
    @Nullable Duration age,
    int restarts,
    @Nullable String node,
    int ready,
    int size) {

  /** Returns a line for each group that is there or should be, by index. */
  static List<GroupLine> of(SetSnapshot seen, Instant now) {
    Map<Integer, GroupSummary> summaries =
        seen.set().groups().stream()
            .collect(Collectors.toMap(GroupSummary::index, Function.identity()));
    List<GroupLine> out = new ArrayList<>();
    int next = 0;
    for (GroupObservation group : seen.groups()) {
      for (; next < group.index(); next++) {
        addMissing(next, seen, out);
      }
      next = group.index() + 1;
      out.add(of(group, summaries.get(group.index()), now));
    }
    for (; next < seen.set().rollout().replicas(); next++) {
      addMissing(next, seen, out);
    }
    return out;
  }

  private static void addMissing(int index, SetSnapshot seen, List<GroupLine> out) {
    if (index < seen.set().rollout().replicas()) {
      out.add(new GroupLine(index, "Missing", null, null, 0, null, 0, 0));
    }
  }

  private static GroupLine of(GroupObservation group, @Nullable GroupSummary summary, Instant now) {
    PodObservation leader = group.leader();
    List<PodObservation> pods = new ArrayList<>(group.workers());
    if (leader != null) {
      pods.add(leader);
    }
    GroupSpec spec = group.spec();
    int size = spec != null ? spec.size() : leader == null ? 0 : leader.size();
    return new GroupLine(
        group.index(),
        phase(leader, summary),
        leader == null ? null : leader.revisionKey(),
        leader == null ? null : Duration.between(leader.created(), now),
        pods.stream()
            .flatMap(pod -> pod.troubles().stream())
            .mapToInt(ContainerTrouble::restarts)
            .sum(),
        leader == null ? null : leader.nodeName(),
        (int) pods.stream().filter(pod -> pod.ready() && !pod.isDeleting()).count(),
        size);
  }

  private static String phase(@Nullable PodObservation leader, @Nullable GroupSummary summary) {
    if (leader == null) {
      return "Missing";
    }
    if (leader.isDeleting()) {
      return "Terminating";
    }
    return summary != null && summary.isReady() ? "Ready" : "NotReady";
  }

  /** A time as kubectl prints ages: in its largest unit that fits twice. */
  static String age(@Nullable Duration time) {
    if (time == null) {
      return "-";
    }
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }
}
