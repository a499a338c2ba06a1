package io.leaderworkerset.examples.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Scales the set with exclusive placement until every rack is taken by one group. */
final class ExclusivePlacementStep implements Step {
  private static final String SET = "vllm-routed";
  private static final int GROUPS = 4;
  private static final int SIZE = 5;

  @Override
  public String title() {
    return "exclusive placement: " + SET + " to " + GROUPS + " groups, each has a rack of its own";
  }

  @Override
  public void act(Stage stage) {
    stage.api().scale(SET, GROUPS);
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    return Groups.ready(now, SET, GROUPS);
  }

  @Override
  public List<Check> checks(Stage stage) {
    List<Check> out = new ArrayList<>(Groups.settled(stage, SET, GROUPS, SIZE));
    Map<String, String> racks = stage.nodeLabels(DemoCluster.RACK);
    Set<String> taken = new HashSet<>();
    for (GroupView group : stage.api().look().groups(SET)) {
      Set<String> own = new TreeSet<>();
      for (PodView pod : group.pods()) {
        String rack = pod.node() == null ? null : racks.get(pod.node());
        own.add(rack == null ? "(no rack)" : rack);
      }
      out.add(
          Check.that(
              SET + "-" + group.index() + " is in one rack that no other group is in: " + own,
              own.size() == 1 && taken.addAll(own),
              own + " while " + taken + " are taken"));
    }
    return out;
  }
}
