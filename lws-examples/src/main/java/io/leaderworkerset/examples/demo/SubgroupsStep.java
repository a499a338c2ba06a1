package io.leaderworkerset.examples.demo;

import java.util.ArrayList;
import java.util.List;

/** Applies the manifest of two templates and subgroups. */
final class SubgroupsStep implements Step {
  private static final String SET = "vllm-routed";
  private static final int GROUPS = 2;
  private static final int SIZE = 5;

  @Override
  public String title() {
    return "two templates and subgroups: " + Manifests.ROUTED + ", a router and 2 pairs of engines";
  }

  @Override
  public void act(Stage stage) {
    stage.api().apply(Manifests.json(Manifests.ROUTED));
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    return Groups.ready(now, SET, GROUPS);
  }

  @Override
  public List<Check> checks(Stage stage) {
    List<Check> out = new ArrayList<>(Groups.settled(stage, SET, GROUPS, SIZE));
    for (GroupView group : stage.api().look().groups(SET)) {
      String name = SET + "-" + group.index();
      out.add(
          Check.equal(
              name + " is a router and four engines",
              List.of("router", "engine", "engine", "engine", "engine"),
              group.pods().stream().map(SubgroupsStep::part).toList()));
      out.add(
          Check.equal(
              name + " has its pods in subgroups 0 0 0 1 1",
              List.of("0", "0", "0", "1", "1"),
              group.pods().stream().map(pod -> String.valueOf(pod.subgroup())).toList()));
    }
    return out;
  }

  private static String part(PodView pod) {
    return pod.image().contains("router") ? "router" : "engine";
  }
}
