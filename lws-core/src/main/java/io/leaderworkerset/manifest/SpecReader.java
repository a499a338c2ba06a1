package io.leaderworkerset.manifest;

import io.kubernetes.client.custom.IntOrString;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.NetworkConfig;
import io.leaderworkerset.api.RollingUpdateConfiguration;
import io.leaderworkerset.api.RolloutStrategy;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.observe.GroupSpec;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.ScaledValue;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Reads a set's spec through its defaults into the values that planning goes by. Never fails on an
 * absent field.
 */
public final class SpecReader {
  private SpecReader() {}

  /** Returns {@code spec.replicas}, 1 if absent. */
  public static int replicas(LeaderWorkerSet set) {
    Integer replicas = set.spec().replicas();
    return replicas == null ? 1 : replicas;
  }

  /** Returns the pods of a group, leader included; 1 if absent. */
  public static int size(LeaderWorkerSet set) {
    Integer size = set.spec().leaderWorkerTemplate().size();
    return size == null ? 1 : size;
  }

  /** Returns the subdomain policy, Shared if absent. */
  public static SubdomainPolicy subdomainPolicy(LeaderWorkerSet set) {
    NetworkConfig config = set.spec().networkConfig();
    return SubdomainPolicy.of(config == null ? null : config.subdomainPolicy());
  }

  /**
   * Returns the rollout's numbers: percentages resolved, maxUnavailable rounded down, maxSurge
   * rounded up and capped at replicas.
   *
   * @throws IllegalArgumentException if a number is negative or not a number; validation says so
   *     first
   */
  public static RolloutSpec rollout(LeaderWorkerSet set) {
    int replicas = replicas(set);
    RolloutStrategy strategy = set.spec().rolloutStrategy();
    RollingUpdateConfiguration config =
        strategy == null ? null : strategy.rollingUpdateConfiguration();
    if (config == null) {
      return new RolloutSpec(replicas, 0, 1, 0);
    }
    Integer partition = config.partition();
    return new RolloutSpec(
        replicas,
        partition == null ? 0 : partition,
        ScaledValue.roundDown(text(config.maxUnavailable(), "1"), replicas),
        ScaledValue.roundUp(text(config.maxSurge(), "0"), replicas));
  }

  /**
   * Returns what a group should be.
   *
   * @param live the set as it is, for what is not part of a revision
   * @param atRevision the set with the template of the group's revision
   * @param gang whether gang scheduling is on
   */
  public static GroupSpec group(LeaderWorkerSet live, LeaderWorkerSet atRevision, boolean gang) {
    LeaderWorkerTemplate template = atRevision.spec().leaderWorkerTemplate();
    RestartPolicy restart = RestartPolicy.of(template.restartPolicy());
    if (annotation(live, Names.RECREATE_AFTER_START_ANNOTATION) != null) {
      restart = RestartPolicy.RECREATE_GROUP_AFTER_START;
    }
    return new GroupSpec(
        Math.max(1, size(atRevision)),
        restart,
        subdomainPolicy(atRevision),
        StartupPolicy.of(live.spec().startupPolicy()),
        annotation(live, Names.EXCLUSIVE_TOPOLOGY_ANNOTATION),
        gang);
  }

  @Nullable
  private static String annotation(LeaderWorkerSet set, String key) {
    Map<String, String> annotations = set.metadata().getAnnotations();
    return annotations == null ? null : annotations.get(key);
  }

  private static String text(@Nullable IntOrString value, String absent) {
    return value == null ? absent : value.toString();
  }
}
