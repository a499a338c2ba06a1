package io.leaderworkerset.examples.demo;

import io.leaderworkerset.identity.Names;
import java.util.ArrayList;
import java.util.List;

/** Applies the multi-node manifest. */
final class CreateStep implements Step {
  private static final String SET = "vllm";
  private static final int GROUPS = 2;
  private static final int SIZE = 2;

  @Override
  public String title() {
    return "create: " + Manifests.VLLM + ", 2 groups of a leader and a worker, 8 GPUs each";
  }

  @Override
  public void act(Stage stage) {
    stage.api().apply(Manifests.json(Manifests.VLLM));
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    return Groups.ready(now, SET, GROUPS);
  }

  @Override
  public List<Check> checks(Stage stage) {
    List<Check> out = new ArrayList<>(Groups.settled(stage, SET, GROUPS, SIZE));
    for (GroupView group : stage.api().look().groups(SET)) {
      String address = Names.leaderPod(SET, group.index()) + "." + SET + "." + DemoApi.NAMESPACE;
      for (PodView pod : group.pods()) {
        out.add(
            Check.equal(
                pod.name() + " finds its leader at " + address,
                address,
                String.valueOf(stage.variable(pod.name(), Names.LEADER_ADDRESS_ENV))));
      }
    }
    return out;
  }
}
