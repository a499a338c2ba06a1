package io.leaderworkerset.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What several steps ask about the groups of a set. */
final class Groups {
  private Groups() {}

  /** Returns the progress of a set towards exactly so many groups, all ready. */
  static Progress ready(ClusterSnapshot now, String set, int wanted) {
    List<GroupView> groups = now.groups(set);
    int ready = now.readyGroups(set);
    int surplus = Math.max(0, groups.size() - wanted);
    String text = ready + " of " + wanted + " groups of " + set + " are ready";
    if (surplus > 0) {
      text += ", " + surplus + " more to go";
    }
    return new Progress(Math.max(0, ready - 2 * surplus), wanted, text);
  }

  /** Returns whether a set has exactly so many ready groups of that size, and says so itself. */
  static List<Check> settled(Stage stage, String set, int groups, int size) {
    List<GroupView> found = stage.api().look().groups(set);
    List<Check> out = new ArrayList<>();
    out.add(
        Check.equal(
            set + " has " + groups + " groups of " + size + " pods, all ready",
            groups,
            (int)
                found.stream()
                    .filter(group -> group.isReady() && group.pods().size() == size)
                    .count()));
    out.add(Check.equal("there is no other group of " + set, groups, found.size()));
    out.add(
        Check.equal(
            "the status of " + set + " counts them", groups, stage.status(set, "readyReplicas")));
    out.add(
        Check.that(
            "the set " + set + " is Available", stage.hasCondition(set, "Available"), "it is not"));
    return out;
  }

  /** Returns the UIDs of the pods in the groups of that index. */
  static Set<String> uids(ClusterSnapshot now, String set, int index) {
    return now.groups(set).stream()
        .filter(group -> group.index() == index)
        .findFirst()
        .map(GroupView::uids)
        .orElse(Set.of());
  }
}
