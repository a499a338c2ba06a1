package io.leaderworkerset.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Changes the number of groups; those that stay are not touched. */
final class ScaleStep implements Step {
  private final String set;
  private final int size;
  private final int from;
  private final int to;
  private Set<String> before = Set.of();

  ScaleStep(String set, int size, int from, int to) {
    this.set = set;
    this.size = size;
    this.from = from;
    this.to = to;
  }

  @Override
  public String title() {
    return "scale: " + set + " from " + from + " to " + to + " groups";
  }

  @Override
  public void act(Stage stage) {
    Set<String> staying = new TreeSet<>();
    for (GroupView group : stage.api().look().groups(set)) {
      if (group.index() < to) {
        staying.addAll(group.uids());
      }
    }
    before = staying;
    stage.api().scale(set, to);
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    return Groups.ready(now, set, to);
  }

  @Override
  public List<Check> checks(Stage stage) {
    List<Check> out = new ArrayList<>(Groups.settled(stage, set, to, size));
    Set<String> lost = new TreeSet<>(before);
    lost.removeAll(stage.api().look().uids(set));
    out.add(Check.that("the pods that stay are the same ones", lost.isEmpty(), lost + " are gone"));
    return out;
  }
}
