package io.leaderworkerset.examples.demo;

import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;

/** Changes the image; whole groups are replaced, within the budget at every moment. */
final class RollingUpdateStep implements Step {
  private static final String SET = "vllm";
  private static final int SIZE = 2;
  private static final int GROUPS = 3;
  private static final int MAX_UNAVAILABLE = 1;
  private static final int MAX_SURGE = 1;
  private static final String IMAGE = "vllm/vllm-openai:v0.10.1";

  private final RolloutBudget budget = new RolloutBudget(SET);
  private String oldRevision = "";
  private Set<String> before = Set.of();
  @Nullable private ClusterWatch.Subscription observing;

  @Override
  public String title() {
    return "rolling update: a new image for " + SET + ", maxUnavailable 1, maxSurge 1";
  }

  @Override
  public void act(Stage stage) {
    oldRevision = stage.revision(SET);
    before = stage.api().look().uids(SET);
    observing = stage.watch().onEach(budget);
    stage.api().apply(Manifests.with(Manifests.json(Manifests.VLLM), GROUPS, IMAGE));
  }

  @Override
  public Progress progress(ClusterSnapshot now) {
    List<GroupView> groups = now.groups(SET);
    int updated = (int) groups.stream().filter(this::isUpdated).count();
    int surge = Math.max(0, groups.size() - GROUPS);
    String text =
        updated
            + " updated, "
            + now.readyGroups(SET)
            + " ready (at least "
            + (GROUPS - MAX_UNAVAILABLE)
            + "), "
            + groups.size()
            + " groups (at most "
            + (GROUPS + MAX_SURGE)
            + ")";
    return new Progress(updated - surge, GROUPS, text);
  }

  private boolean isUpdated(GroupView group) {
    return group.isReady() && group.pods().stream().allMatch(pod -> pod.image().equals(IMAGE));
  }

  @Override
  public List<Check> checks(Stage stage) {
    List<Check> out = new ArrayList<>(Groups.settled(stage, SET, GROUPS, SIZE));
    ClusterSnapshot now = stage.api().look();
    String revision = stage.revision(SET);
    Set<String> kept = new TreeSet<>(before);
    kept.retainAll(now.uids(SET));
    out.add(Check.that("every pod was replaced", kept.isEmpty(), kept + " are still there"));
    out.add(
        Check.that(
            "every pod carries the new revision " + revision,
            !revision.equals(oldRevision)
                && now.groups(SET).stream().allMatch(g -> g.revisions().equals(Set.of(revision))),
            now.groups(SET).stream().map(GroupView::revisions).toList()));
    out.add(Check.equal("partition is 0", 0, partition(stage)));
    out.add(
        Check.that(
            "at every moment at least " + (GROUPS - MAX_UNAVAILABLE) + " groups were ready",
            budget.fewestReady() >= GROUPS - MAX_UNAVAILABLE,
            budget.fewestReady()));
    out.add(
        Check.that(
            "at no moment there were more than " + (GROUPS + MAX_SURGE) + " groups",
            budget.mostGroups() <= GROUPS + MAX_SURGE,
            budget.mostGroups()));
    return out;
  }

  private static int partition(Stage stage) {
    Integer found =
        Json.integer(
            stage.api().get(Resources.STATEFUL_SETS, SET),
            "spec",
            "updateStrategy",
            "rollingUpdate",
            "partition");
    return found == null ? 0 : found;
  }

  @Override
  public void close() {
    if (observing != null) {
      observing.close();
    }
  }
}
