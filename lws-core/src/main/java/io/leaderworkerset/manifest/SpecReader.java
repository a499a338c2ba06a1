package io.leaderworkerset.manifest;

import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.RolloutSpec;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Reads a set's spec through its defaults into the values that planning goes by. Never fails on an
 * absent field.
 */
public final class SpecReader {
  private SpecReader() {}

  /**
   * Returns the rollout's numbers: percentages resolved, maxUnavailable rounded down, maxSurge
   * rounded up and capped at replicas; and the ceiling of its annotations. What is not well-formed
   * reads as absent; validation says so.
   */
  public static RolloutSpec rollout(LeaderWorkerSet set) {
    return new RolloutSpec(
        Budgets.replicas(set),
        Budgets.partition(set),
        Budgets.maxUnavailableRoundedDown(set),
        Budgets.maxSurgeRoundedUp(set),
        Ceilings.of(set));
  }

  /**
   * Returns what a group should be.
   *
   * @param live the set as it is, for what is not part of a revision
   * @param atRevision the set with the template of the group's revision
   * @param gang whether gang scheduling is on
   */
  public static GroupSpec group(LeaderWorkerSet live, LeaderWorkerSet atRevision, boolean gang) {
    return group(live, atRevision, gang, RestartSettings.REFERENCE);
  }

  /**
   * As {@link #group(LeaderWorkerSet, LeaderWorkerSet, boolean)}, with defaults for restarts.
   *
   * @param live the set as it is, for what is not part of a revision
   * @param atRevision the set with the template of the group's revision
   * @param gang whether gang scheduling is on
   * @param restarts what holds of restarts where the set's annotations say nothing
   */
  public static GroupSpec group(
      LeaderWorkerSet live, LeaderWorkerSet atRevision, boolean gang, RestartSettings restarts) {
    LeaderWorkerTemplate template = atRevision.spec().leaderWorkerTemplate();
    RestartPolicy restart = RestartPolicy.of(template.restartPolicy());
    if (annotation(live, Names.RECREATE_AFTER_START_ANNOTATION) != null) {
      restart = RestartPolicy.RECREATE_GROUP_AFTER_START;
    }
    return new GroupSpec(
        Templates.size(template),
        restart,
        Services.policy(atRevision),
        StartupPolicy.of(live.spec().startupPolicy()),
        annotation(live, Names.EXCLUSIVE_TOPOLOGY_ANNOTATION),
        gang,
        RestartOptions.read(live, restarts));
  }

  @Nullable
  private static String annotation(LeaderWorkerSet set, String key) {
    Map<String, String> annotations = set.metadata().getAnnotations();
    return annotations == null ? null : annotations.get(key);
  }
}
