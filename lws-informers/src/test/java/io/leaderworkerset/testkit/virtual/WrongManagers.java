package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.apply.ActionApplier;
import io.leaderworkerset.informers.apply.DeleteOptions;
import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.apply.WriteListener;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.SeenGroup;
import io.leaderworkerset.informers.observe.SeenSet;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.GroupObservation;
import io.leaderworkerset.observe.LeaderSetObservation;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartTriggers;
import io.leaderworkerset.observe.RolloutSpec;
import io.leaderworkerset.observe.SetObservation;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.GroupPlan;
import io.leaderworkerset.plan.GroupPlanner;
import io.leaderworkerset.plan.SetPlan;
import io.leaderworkerset.plan.SetPlanner;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.annotation.Nullable;

/** Managers that are wrong in one way each; everything else in them is ours. */
final class WrongManagers {
  private WrongManagers() {}

  /** Makes workers of a new leader while those of the earlier one still stand. */
  static final ManagerCode DOES_NOT_WAIT_FOR_LEFTOVERS =
      seesGroups(g -> withWorkers(g, g.ownWorkerSetUid(), List.of()));

  /** Does not remember workers that went between two looks. */
  static final ManagerCode FORGETS_LOST_PODS =
      seesGroups(
          g ->
              new GroupObservation(
                  g.set(),
                  g.setDeleting(),
                  g.index(),
                  g.leader(),
                  g.workers(),
                  g.workerSet(),
                  g.ownWorkerSetUid(),
                  g.earlierWorkerSetUids(),
                  g.service(),
                  g.podGroup(),
                  g.spec(),
                  g.leaderNode(),
                  List.of(),
                  g.lastRestart(),
                  g.readySince(),
                  g.refusal()));

  /** Makes worker StatefulSets that nobody owns. */
  static final ManagerCode LEAVES_ORPHANS =
      writes(
          writer ->
              new Tampering(writer) {
                @Override
                public JsonObject create(
                    ResourceType type, @Nullable String namespace, JsonObject object) {
                  if (type.equals(Resources.STATEFUL_SETS)) {
                    object.getAsJsonObject("metadata").remove("ownerReferences");
                  }
                  return super.create(type, namespace, object);
                }
              });

  /** Lets all groups of a rollout go at once. */
  static final ManagerCode LETS_ALL_GO =
      applies(
          spec -> {
            JsonObject rolling =
                spec.getAsJsonObject("updateStrategy").getAsJsonObject("rollingUpdate");
            if (rolling != null) {
              rolling.addProperty("partition", 0);
              rolling.addProperty("maxUnavailable", 100);
            }
          });

  /** Asks for one group too many. */
  static final ManagerCode ASKS_FOR_ONE_MORE =
      applies(spec -> spec.addProperty("replicas", spec.get("replicas").getAsInt() + 1));

  /** Never says in its metrics that nothing blocks the set any more. */
  static final ManagerCode GOES_ON_COMPLAINING =
      parts -> {
        LwsMetrics right = parts.metrics();
        LwsMetrics wrong =
            new LwsMetrics() {
              @Override
              public void blocked(String namespace, String set, Map<String, Instant> since) {
                if (!since.isEmpty()) {
                  right.blocked(namespace, set, since);
                }
              }
            };
        return ManagerCode.OURS.start(parts.withMetrics(wrong));
      };

  /** Never looks at group 1. */
  static final ManagerCode FORGETS_GROUP_ONE =
      parts -> {
        Function<WorkKey, WorkResult> ours = ManagerCode.OURS.start(parts);
        return key ->
            key instanceof GroupKey group && group.group() == 1
                ? WorkResult.done()
                : ours.apply(key);
      };

  /** Recreates a group, and the one that comes back for it once more. */
  static final ManagerCode RECREATES_TWICE =
      parts -> {
        Set<String> recreated = new HashSet<>();
        Function<WorkKey, WorkResult> sets = ManagerCode.OURS.start(parts);
        Function<WorkKey, WorkResult> groups =
            ManagerCode.OURS.start(parts.withWriter(noting(recreated, parts.writer())));
        return key -> {
          if (!(key instanceof GroupKey group)) {
            return (key instanceof SetKey ? sets : groups).apply(key);
          }
          String leader = Names.leaderPod(key.set(), group.group());
          if (recreated.contains(leader) && isThere(parts.writer(), key.namespace(), leader)) {
            recreated.remove(leader);
            parts
                .writer()
                .delete(
                    Resources.PODS,
                    key.namespace(),
                    leader,
                    new DeleteOptions(null, null, null, null));
          }
          return groups.apply(key);
        };
      };

  private static ObjectWriter noting(Set<String> deleted, ObjectWriter writer) {
    return new Tampering(writer) {
      @Override
      public JsonObject delete(
          ResourceType type, @Nullable String namespace, String name, DeleteOptions options) {
        JsonObject answer = super.delete(type, namespace, name, options);
        deleted.add(name);
        return answer;
      }
    };
  }

  private static boolean isThere(ObjectWriter writer, String namespace, String pod) {
    return writer
        .get(Resources.PODS, namespace, pod)
        .filter(found -> Json.string(found, "metadata", "deletionTimestamp") == null)
        .isPresent();
  }

  /** Restarts at once, every time. */
  static final ManagerCode KNOWS_NO_BACKOFF =
      parts ->
          ManagerCode.OURS.start(
              parts.withRestarts(parts.restarts().withBackoff(RestartBackoff.NONE)));

  /** Restarts a group however often it failed. */
  static final ManagerCode KNOWS_NO_BUDGET =
      parts -> ManagerCode.OURS.start(parts.withRestarts(parts.restarts().withBudget(null)));

  /** Restarts a group for every container, also for those that may restart. */
  static final ManagerCode KNOWS_NO_TRIGGERS =
      parts ->
          ManagerCode.OURS.start(
              parts.withRestarts(parts.restarts().withTriggers(RestartTriggers.STANDARD)));

  /** Writes each status at once. */
  static final ManagerCode TELLS_EVERYTHING = ManagerCode.ours(Duration.ZERO);

  /** Deletes the set's Service when it starts. */
  static final ManagerCode BEGINS_WITH_A_DELETION =
      parts -> {
        Function<WorkKey, WorkResult> ours = ManagerCode.OURS.start(parts);
        AtomicBoolean begun = new AtomicBoolean();
        return key -> {
          if (!begun.getAndSet(true)
              && parts.writer().get(Resources.SERVICES, key.namespace(), key.set()).isPresent()) {
            parts
                .writer()
                .delete(
                    Resources.SERVICES,
                    key.namespace(),
                    key.set(),
                    new DeleteOptions(null, null, null, null));
          }
          return ours.apply(key);
        };
      };

  /** Replaces a group that is at the newest revision already. */
  static final ManagerCode REPLACES_THE_NEWEST =
      parts -> {
        Function<WorkKey, WorkResult> ours = ManagerCode.OURS.start(parts);
        AtomicBoolean done = new AtomicBoolean();
        return key -> {
          String leader = Names.leaderPod(key.set(), 0);
          if (key instanceof SetKey
              && isThere(parts.writer(), key.namespace(), leader)
              && !done.getAndSet(true)) {
            parts
                .writer()
                .delete(
                    Resources.PODS,
                    key.namespace(),
                    leader,
                    new DeleteOptions(null, null, null, null));
          }
          return ours.apply(key);
        };
      };

  /** Believes that the StatefulSet controller has acted on whatever it was told. */
  static final ManagerCode BELIEVES_THE_CONTROLLER_HAS_ACTED =
      seesSets(
          seen -> seen.leaderSet() != null && !seen.leaderSet().observed(), WrongManagers::acted);

  /** Takes no notice of a set's own ceiling. */
  static final ManagerCode KNOWS_NO_CEILING =
      seesSets(
          seen -> seen.leaderSet() != null && seen.rollout().ceiling() != null,
          seen -> seen(seen, seen.rollout().withCeiling(null), seen.leaderSet()));

  /** A manager whose sets, those meant, are planned on another picture than the caches show. */
  private static ManagerCode seesSets(
      Predicate<SetObservation> meant, UnaryOperator<SetObservation> wrongly) {
    return parts -> {
      Function<WorkKey, WorkResult> ours = ManagerCode.OURS.start(parts);
      Observer observer = observer(parts);
      return key -> {
        SeenSet seen = key instanceof SetKey set ? observer.observe(set) : null;
        if (seen == null || !meant.test(seen.observation())) {
          return ours.apply(key);
        }
        SetPlan plan = SetPlanner.plan(wrongly.apply(seen.observation()), parts.clock().instant());
        ActionApplier.ofSet(
                parts.writer(),
                seen.set(),
                parts.state().of((SetKey) key)::atRevision,
                seen.leaderSet(),
                new Unheard())
            .apply(plan.actions());
        return WorkResult.done();
      };
    };
  }

  private static Observer observer(ManagerCode.Parts parts) {
    return new Observer(
        parts.state(),
        parts.reader(),
        ManagerCode.FIELD_MANAGER,
        false,
        parts.restarts(),
        parts.nanoTime());
  }

  private static SetObservation acted(SetObservation seen) {
    LeaderSetObservation l = Objects.requireNonNull(seen.leaderSet());
    return seen(
        seen,
        seen.rollout(),
        new LeaderSetObservation(
            l.uid(),
            l.foreignOwner(),
            l.replicas(),
            l.partition(),
            l.onDelete(),
            l.revisionKey(),
            l.replicasAnnotation(),
            l.statusReplicas(),
            l.deleting(),
            l.drift(),
            l.immutableDrift()));
  }

  private static SetObservation seen(
      SetObservation seen, RolloutSpec rollout, @Nullable LeaderSetObservation leaderSet) {
    return new SetObservation(
        seen.ref(),
        seen.generation(),
        seen.deleting(),
        seen.invalid(),
        rollout,
        seen.subdomainPolicy(),
        seen.liveKey(),
        seen.liveFingerprint(),
        seen.revisions(),
        leaderSet,
        seen.service(),
        seen.groups(),
        seen.status(),
        seen.refusal(),
        seen.held());
  }

  /** Fails at group 0 with an error of its own. */
  static final ManagerCode FAILS_BY_ITSELF =
      parts -> {
        Function<WorkKey, WorkResult> ours = ManagerCode.OURS.start(parts);
        return key -> {
          if (key instanceof GroupKey group && group.group() == 0) {
            throw new ArithmeticException("wrong on purpose");
          }
          return ours.apply(key);
        };
      };

  private static GroupObservation withWorkers(
      GroupObservation g, @Nullable String ownUid, List<PodObservation> workers) {
    return new GroupObservation(
        g.set(),
        g.setDeleting(),
        g.index(),
        g.leader(),
        workers,
        g.workerSet(),
        ownUid,
        g.earlierWorkerSetUids(),
        g.service(),
        g.podGroup(),
        g.spec(),
        g.leaderNode(),
        g.lost(),
        g.lastRestart(),
        g.readySince(),
        g.refusal());
  }

  /** A manager whose groups are planned on another picture than the caches show. */
  private static ManagerCode seesGroups(UnaryOperator<GroupObservation> wrongly) {
    return parts -> {
      Function<WorkKey, WorkResult> ours = ManagerCode.OURS.start(parts);
      Observer observer = observer(parts);
      return key ->
          key instanceof GroupKey group
              ? planGroup(parts, observer.observe(group), wrongly)
              : ours.apply(key);
    };
  }

  private static WorkResult planGroup(
      ManagerCode.Parts parts, @Nullable SeenGroup seen, UnaryOperator<GroupObservation> wrongly) {
    if (seen == null) {
      return WorkResult.done();
    }
    GroupPlan plan = GroupPlanner.plan(wrongly.apply(seen.observation()), parts.clock().instant());
    ActionApplier.ofGroup(
            parts.writer(),
            seen.set(),
            revision -> seen.atRevision(),
            seen.observation().leader(),
            new Unheard())
        .apply(plan.actions());
    return plan.recheckAfter() == null ? WorkResult.done() : WorkResult.again(plan.recheckAfter());
  }

  /** Notes nothing: what was written is seen when it is seen. */
  private static final class Unheard implements WriteListener {
    @Override
    public void beginning(Action action) {
      // not noted, on purpose
    }

    @Override
    public void done(Action action, JsonObject result) {
      // not noted, on purpose
    }

    @Override
    public void nameTaken(Action action, JsonObject found) {
      // not noted, on purpose
    }
  }

  private static ManagerCode writes(UnaryOperator<ObjectWriter> wrongly) {
    return parts -> ManagerCode.OURS.start(parts.withWriter(wrongly.apply(parts.writer())));
  }

  private static ManagerCode applies(Consumer<JsonObject> toSpec) {
    return writes(
        writer ->
            new Tampering(writer) {
              @Override
              public JsonObject apply(
                  ResourceType type,
                  @Nullable String namespace,
                  String name,
                  JsonObject object,
                  boolean force) {
                toSpec.accept(object.getAsJsonObject("spec"));
                return super.apply(type, namespace, name, object, force);
              }
            });
  }

  /** Passes everything on; subclasses change what they are about. */
  private static class Tampering implements ObjectWriter {
    private final ObjectWriter to;

    Tampering(ObjectWriter to) {
      this.to = to;
    }

    @Override
    public Optional<JsonObject> get(ResourceType type, @Nullable String namespace, String name) {
      return to.get(type, namespace, name);
    }

    @Override
    public JsonObject create(ResourceType type, @Nullable String namespace, JsonObject object) {
      return to.create(type, namespace, object);
    }

    @Override
    public JsonObject create(ResourceType type, @Nullable String namespace, String text) {
      return to.create(type, namespace, text);
    }

    @Override
    public JsonObject apply(
        ResourceType type,
        @Nullable String namespace,
        String name,
        JsonObject object,
        boolean force) {
      return to.apply(type, namespace, name, object, force);
    }

    @Override
    public JsonObject mergePatchAs(
        String manager,
        ResourceType type,
        @Nullable String namespace,
        String name,
        JsonObject patch) {
      return to.mergePatchAs(manager, type, namespace, name, patch);
    }

    @Override
    public JsonObject mergePatchStatus(
        ResourceType type, @Nullable String namespace, String name, JsonObject patch) {
      return to.mergePatchStatus(type, namespace, name, patch);
    }

    @Override
    public JsonObject delete(
        ResourceType type, @Nullable String namespace, String name, DeleteOptions options) {
      return to.delete(type, namespace, name, options);
    }
  }
}
