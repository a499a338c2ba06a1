package io.leaderworkerset.admission;

import io.leaderworkerset.api.ClaimRetentionPolicy;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.NetworkConfig;
import io.leaderworkerset.api.RolloutStrategy;
import io.leaderworkerset.api.SubGroupPolicy;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubGroupPolicyType;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.manifest.Budgets;
import io.leaderworkerset.manifest.RestartOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * Tells what is wrong with a set, in the words of Kubernetes. Fields that are absent are read as
 * their defaults.
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">rules followed:
 *     kubernetes-sigs/lws@060ab4d, pkg/webhooks</a>
 */
public final class Validation {
  private static final int MAX_REPLICAS = 1_000_000;

  /** What a label value has beside a dash and the hash: 32 bits in up to 10 digits. */
  private static final int STATEFUL_SET_NAME_LENGTH = NameRules.LABEL_LENGTH - 1 - 10;

  private static final String NETWORK = "spec.networkConfig.subdomainPolicy";

  private Validation() {}

  /**
   * Returns all errors of a set that is created or updated; empty if it is valid.
   *
   * @param newSet the set as it is to be
   * @param oldSet the set as it was, or null if it is created
   */
  public static List<FieldError> validate(
      LeaderWorkerSet newSet, @Nullable LeaderWorkerSet oldSet) {
    List<FieldError> out = new ArrayList<>(MetadataRules.check(newSet.metadata()));
    List<FieldError> counts = checkCounts(newSet);
    if (out.isEmpty() && counts.isEmpty()) {
      out.addAll(checkPodNames(newSet));
    }
    out.addAll(counts);
    out.addAll(BudgetRules.check(newSet));
    out.addAll(SubGroupRules.check(newSet));
    out.addAll(checkChoices(newSet));
    out.addAll(checkRestarts(newSet));
    if (oldSet != null) {
      out.addAll(SubGroupRules.checkUpdate(newSet, oldSet));
      out.addAll(checkNetworkUpdate(newSet));
    }
    return List.copyOf(out);
  }

  private static List<FieldError> checkCounts(LeaderWorkerSet set) {
    int replicas = set.spec().replicas() == null ? 1 : set.spec().replicas();
    LeaderWorkerTemplate template = set.spec().leaderWorkerTemplate();
    int size = template.size() == null ? 1 : template.size();
    List<FieldError> out = new ArrayList<>();
    if (replicas < 0) {
      out.add(
          FieldError.invalid(
              "spec.replicas", replicas, "replicas must be equal or greater than 0"));
    }
    if (replicas > MAX_REPLICAS) {
      out.add(
          FieldError.invalid(
              "spec.replicas", replicas, "replicas must be equal or less than " + MAX_REPLICAS));
    }
    if (size < 1) {
      out.add(
          FieldError.invalid(
              "spec.leaderWorkerTemplate.size", size, "size must be equal or greater than 1"));
    }
    if ((long) replicas * size > Integer.MAX_VALUE) {
      out.add(
          FieldError.invalid(
              "spec.replicas",
              replicas,
              "the product of replicas and worker replicas must not exceed " + Integer.MAX_VALUE));
    }
    return out;
  }

  /**
   * The longest name of a StatefulSet must leave room for the revision's hash in the label {@code
   * controller-revision-hash} of its pods, or none of them could be made. Names of pods fit then:
   * an ordinal has no more digits than a hash.
   */
  private static List<FieldError> checkPodNames(LeaderWorkerSet set) {
    String name = set.metadata().getName();
    int groups = Budgets.replicas(set) + Budgets.maxSurgeRoundedUp(set);
    if (name == null || groups == 0) {
      return List.of();
    }
    Integer size = set.spec().leaderWorkerTemplate().size();
    String longest = size == null || size == 1 ? name : Names.leaderPod(name, groups - 1);
    return longest.length() <= STATEFUL_SET_NAME_LENGTH
        ? List.of()
        : List.of(
            FieldError.invalid(
                "metadata.name",
                name,
                "too long for the names of its pods: StatefulSet "
                    + longest
                    + " has "
                    + longest.length()
                    + " characters, but no more than "
                    + STATEFUL_SET_NAME_LENGTH
                    + " leave room for the hash in the label controller-revision-hash of its pods"
                    + " (replicas + maxSurge is "
                    + groups
                    + ", size is "
                    + (size == null ? 1 : size)
                    + "); use a shorter name"));
  }

  private static List<FieldError> checkChoices(LeaderWorkerSet set) {
    List<FieldError> out = new ArrayList<>();
    LeaderWorkerTemplate template = set.spec().leaderWorkerTemplate();
    choice(
        "spec.leaderWorkerTemplate.restartPolicy",
        template.restartPolicy(),
        Stream.of(RestartPolicy.values()).map(RestartPolicy::value).toList(),
        out);
    SubGroupPolicy subGroups = template.subGroupPolicy();
    choice(
        "spec.leaderWorkerTemplate.subGroupPolicy.subGroupPolicyType",
        subGroups == null ? null : subGroups.subGroupPolicyType(),
        Stream.of(SubGroupPolicyType.values()).map(SubGroupPolicyType::value).toList(),
        out);
    choice(
        "spec.startupPolicy",
        set.spec().startupPolicy(),
        Stream.of(StartupPolicy.values()).map(StartupPolicy::value).toList(),
        out);
    NetworkConfig network = set.spec().networkConfig();
    choice(
        NETWORK,
        network == null ? null : network.subdomainPolicy(),
        Stream.of(SubdomainPolicy.values()).map(SubdomainPolicy::value).toList(),
        out);
    RolloutStrategy strategy = set.spec().rolloutStrategy();
    choice(
        "spec.rolloutStrategy.type",
        strategy == null ? null : strategy.type(),
        List.of(RolloutStrategy.ROLLING_UPDATE),
        out);
    checkRetention(template.persistentVolumeClaimRetentionPolicy(), out);
    return out;
  }

  private static List<FieldError> checkRestarts(LeaderWorkerSet set) {
    return RestartOptions.problems(set).stream()
        .map(
            each ->
                FieldError.invalid(
                    "metadata.annotations[" + each.annotation() + "]",
                    each.value(),
                    each.message()))
        .toList();
  }

  private static void checkRetention(
      @Nullable ClaimRetentionPolicy retention, List<FieldError> out) {
    if (retention != null) {
      String path = "spec.leaderWorkerTemplate.persistentVolumeClaimRetentionPolicy.";
      List<String> choices = List.of("Retain", "Delete");
      choice(path + "whenDeleted", retention.whenDeleted(), choices, out);
      choice(path + "whenScaled", retention.whenScaled(), choices, out);
    }
  }

  /** An absent or empty choice is its default. */
  private static void choice(
      String path, @Nullable String value, List<String> supported, List<FieldError> out) {
    if (value != null && !value.isEmpty() && !supported.contains(value)) {
      out.add(FieldError.notSupported(path, value, supported));
    }
  }

  private static List<FieldError> checkNetworkUpdate(LeaderWorkerSet set) {
    NetworkConfig network = set.spec().networkConfig();
    return network == null || network.subdomainPolicy() != null
        ? List.of()
        : List.of(FieldError.invalid(NETWORK, (Number) null, "cannot set subdomainPolicy as null"));
  }
}
