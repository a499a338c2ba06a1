package io.leaderworkerset.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The groups as a table of text. */
final class GroupTable {
  private static final String ROW = "  %-15s %-9s %-9s %-11s %-6s %s";

  private GroupTable() {}

  /** Returns the lines: a header, and one for each group. */
  static List<String> lines(ClusterSnapshot now) {
    List<String> out = new ArrayList<>();
    out.add(row("GROUP", "LEADER", "WORKERS", "REVISION", "READY", "NODES"));
    for (GroupView group : now.groups(null)) {
      PodView leader = group.leader();
      out.add(
          row(
              group.set() + "-" + group.index(),
              leader == null ? "-" : leader.state(),
              group.size() == 1 ? "-" : group.readyWorkers() + "/" + (group.size() - 1),
              String.join(",", group.revisions()),
              group.isReady() ? "yes" : "no",
              String.join(" ", group.nodes())));
    }
    return out;
  }

  private static String row(String... cells) {
    return String.format(Locale.ROOT, ROW, (Object[]) cells).stripTrailing();
  }
}
