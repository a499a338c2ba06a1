package io.leaderworkerset.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Lets a worker crash: its whole group is made anew, and no other. */
final class WorkerFailureStep implements Step {
  private static final String SET = "vllm";
  private static final int SIZE = 2;
  private static final int GROUPS = 3;
  private static final int HIT = 1;
  private static final String WORKER = SET + "-" + HIT + "-1";
  private static final String CONTAINER = "vllm";
  private static final int OUT_OF_MEMORY = 137;

  private Set<String> hit = Set.of();
  private Set<String> others = Set.of();

  @Override
  public String title() {
    return "worker failure: " + WORKER + " is killed, group " + HIT + " restarts as a whole";
  }

  @Override
  public void act(Stage stage) {
    ClusterSnapshot now = stage.api().look();
    hit = Groups.uids(now, SET, HIT);
    others = new TreeSet<>(now.uids(SET));
    others.removeAll(hit);
    stage.kubelets().restartContainer(DemoApi.NAMESPACE, WORKER, CONTAINER, OUT_OF_MEMORY);
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    long renewed = now.uids(SET).stream().filter(uid -> !known(uid)).count();
    long left = now.uids(SET).stream().filter(hit::contains).count();
    int ready = now.readyGroups(SET);
    String text =
        renewed + " of " + SIZE + " pods are new, " + ready + " of " + GROUPS + " groups are ready";
    boolean done = renewed == SIZE && left == 0 && ready == GROUPS;
    return new Progress(done ? SIZE : (int) Math.min(renewed, SIZE - 1), SIZE, text);
  }

  private boolean known(String uid) {
    return hit.contains(uid) || others.contains(uid);
  }

  @Override
  public List<Check> checks(Stage stage) {
    List<Check> out = new ArrayList<>(Groups.settled(stage, SET, GROUPS, SIZE));
    ClusterSnapshot now = stage.api().look();
    Set<String> kept = new TreeSet<>(Groups.uids(now, SET, HIT));
    kept.retainAll(hit);
    out.add(
        Check.that(
            "every pod of group " + HIT + " is a new one", kept.isEmpty(), kept + " were kept"));
    Set<String> rest = new TreeSet<>(now.uids(SET));
    rest.removeAll(Groups.uids(now, SET, HIT));
    out.add(Check.equal("the pods of the other groups are the same ones", others, rest));
    return out;
  }
}
