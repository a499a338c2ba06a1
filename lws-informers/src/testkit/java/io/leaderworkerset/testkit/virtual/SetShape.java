package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.kubernetes.client.custom.IntOrString;
import io.leaderworkerset.api.LeaderWorkerSetSpec;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.NetworkConfig;
import io.leaderworkerset.api.PodTemplate;
import io.leaderworkerset.api.RollingUpdateConfiguration;
import io.leaderworkerset.api.RolloutStrategy;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.StartupPolicy;
import io.leaderworkerset.identity.SubdomainPolicy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The spec of a set in a virtual cluster: what matters to its groups.
 *
 * @param replicas groups, at least 0
 * @param size pods of a group, leader included, at least 1
 * @param template number of the pod template; pods of a negative one never become ready
 * @param restartPolicy when groups are recreated
 * @param startupPolicy when workers are made
 * @param subdomainPolicy whose the Service is
 * @param maxUnavailable groups that may be down, at least 0
 * @param maxSurge groups that may exist beyond replicas, at least 0
 * @param partition groups below it keep their revision, at least 0
 * @param spare surge groups for which the set's own ceiling leaves room, at least 0; one more if
 *     the rollout could not go on otherwise; {@link #NO_CEILING} if there is none
 * @param resume how often the user has resumed restarts, at least 0
 */
public record SetShape(
    int replicas,
    int size,
    int template,
    RestartPolicy restartPolicy,
    StartupPolicy startupPolicy,
    SubdomainPolicy subdomainPolicy,
    int maxUnavailable,
    int maxSurge,
    int partition,
    int spare,
    int resume) {
  /** The {@code spare} of a set without a ceiling. */
  public static final int NO_CEILING = Integer.MAX_VALUE;

  /** One template for all sets that have it: what is computed of it is computed once. */
  private static final Map<TemplateShape, TemplateParts> PARTS = new ConcurrentHashMap<>();

  /** Returns a set whose groups restart as a whole, one at a time during a rollout. */
  public static SetShape of(int replicas, int size) {
    return new SetShape(
        replicas,
        size,
        1,
        RestartPolicy.RECREATE_GROUP_ON_POD_RESTART,
        StartupPolicy.LEADER_CREATED,
        SubdomainPolicy.SHARED,
        1,
        0,
        0,
        NO_CEILING,
        0);
  }

  /** Returns this shape with that many groups. */
  public SetShape withReplicas(int value) {
    return with(value, size, template, maxUnavailable, maxSurge, partition, spare, resume);
  }

  /** Returns this shape with groups of that size. */
  public SetShape withSize(int value) {
    return with(replicas, value, template, maxUnavailable, maxSurge, partition, spare, resume);
  }

  /** Returns this shape with another pod template. */
  public SetShape withTemplate(int value) {
    return with(replicas, size, value, maxUnavailable, maxSurge, partition, spare, resume);
  }

  /** Returns this shape with that budget. */
  public SetShape withBudget(int unavailable, int surge) {
    return with(replicas, size, template, unavailable, surge, partition, spare, resume);
  }

  /** Returns this shape with that partition. */
  public SetShape withPartition(int value) {
    return with(replicas, size, template, maxUnavailable, maxSurge, value, spare, resume);
  }

  /** Returns this shape under a ceiling that leaves room for so many surge groups. */
  public SetShape withSpare(int value) {
    return with(replicas, size, template, maxUnavailable, maxSurge, partition, value, resume);
  }

  /** Returns this shape with the next value of the annotation that resumes restarts. */
  public SetShape resumed() {
    return with(replicas, size, template, maxUnavailable, maxSurge, partition, spare, resume + 1);
  }

  private SetShape with(
      int replicas,
      int size,
      int template,
      int maxUnavailable,
      int maxSurge,
      int partition,
      int spare,
      int resume) {
    return new SetShape(
        replicas,
        size,
        template,
        restartPolicy,
        startupPolicy,
        subdomainPolicy,
        maxUnavailable,
        maxSurge,
        partition,
        spare,
        resume);
  }

  /** Returns this shape with those policies. */
  public SetShape withPolicies(
      RestartPolicy restart, StartupPolicy startup, SubdomainPolicy subdomain) {
    return new SetShape(
        replicas,
        size,
        template,
        restart,
        startup,
        subdomain,
        maxUnavailable,
        maxSurge,
        partition,
        spare,
        resume);
  }

  /** What a revision is made of. */
  record TemplateShape(
      int size, int template, RestartPolicy restartPolicy, SubdomainPolicy subdomainPolicy) {}

  /** The same, as a set has it. */
  private record TemplateParts(LeaderWorkerTemplate template, NetworkConfig network) {}

  TemplateShape templateShape() {
    return new TemplateShape(size, template, restartPolicy, subdomainPolicy);
  }

  /** Returns the groups that must be ready at all times, faults apart. */
  int floor() {
    return Math.max(0, replicas - maxUnavailable);
  }

  /** Returns the most groups that may exist at a time. */
  int burst() {
    return replicas + surge();
  }

  /** Returns the most groups that may exist beyond replicas. */
  int surge() {
    return Math.min(Math.min(maxSurge, replicas), room());
  }

  private int room() {
    return maxUnavailable == 0 ? Math.max(1, spare) : spare;
  }

  /** Returns whether only annotations differ, which makes no new generation. */
  boolean hasSpecOf(SetShape other) {
    return with(
            replicas,
            size,
            template,
            maxUnavailable,
            maxSurge,
            partition,
            other.spare,
            other.resume)
        .equals(other);
  }

  /** Returns the annotations that say what the spec has no field for. */
  Map<String, String> annotations() {
    Map<String, String> out = new TreeMap<>();
    if (spare != NO_CEILING) {
      out.put(Names.MAX_GROUPS_ANNOTATION, Integer.toString(Math.max(1, replicas + room())));
    }
    if (resume > 0) {
      out.put(RestartAnnotations.RESUME, Integer.toString(resume));
    }
    return out;
  }

  LeaderWorkerSetSpec toSpec() {
    TemplateParts parts = PARTS.computeIfAbsent(templateShape(), SetShape::parts);
    return LeaderWorkerSetSpec.builder()
        .replicas(replicas)
        .startupPolicy(startupPolicy.value())
        .networkConfig(parts.network())
        .rolloutStrategy(
            new RolloutStrategy(
                "RollingUpdate",
                RollingUpdateConfiguration.builder()
                    .partition(partition)
                    .maxUnavailable(new IntOrString(maxUnavailable))
                    .maxSurge(new IntOrString(maxSurge))
                    .build()))
        .leaderWorkerTemplate(parts.template())
        .build();
  }

  private static TemplateParts parts(TemplateShape shape) {
    return new TemplateParts(
        LeaderWorkerTemplate.builder()
            .size(shape.size())
            .restartPolicy(shape.restartPolicy().value())
            .workerTemplate(podTemplate(shape.template()))
            .build(),
        new NetworkConfig(shape.subdomainPolicy().value()));
  }

  private static PodTemplate podTemplate(int template) {
    JsonObject container = new JsonObject();
    container.addProperty("name", Kubelets.CONTAINER);
    container.addProperty("image", "app:" + template);
    JsonArray containers = new JsonArray();
    containers.add(container);
    JsonObject spec = new JsonObject();
    spec.add("containers", containers);
    JsonObject out = new JsonObject();
    out.add("spec", spec);
    return PodTemplate.of(out);
  }

  /** Returns the shape for a person. */
  @Override
  public String toString() {
    return replicas
        + " groups of "
        + size
        + ", template "
        + template
        + ", maxUnavailable "
        + maxUnavailable
        + ", maxSurge "
        + maxSurge
        + (partition == 0 ? "" : ", partition " + partition)
        + (annotations().isEmpty() ? "" : ", " + annotations())
        + ", "
        + restartPolicy.value()
        + ", "
        + startupPolicy.value()
        + ", "
        + subdomainPolicy.value();
  }
}
