package io.leaderworkerset.informers.apply;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.PodTemplate;
import io.leaderworkerset.identity.Keys;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.LeaderPod;
import io.leaderworkerset.manifest.LeaderStatefulSets;
import io.leaderworkerset.manifest.LiveClaims;
import io.leaderworkerset.manifest.PodGroups;
import io.leaderworkerset.manifest.Revisions;
import io.leaderworkerset.manifest.Services;
import io.leaderworkerset.manifest.WorkerStatefulSets;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.plan.Action;
import io.leaderworkerset.plan.Action.ApplyLeaderStatefulSet;
import io.leaderworkerset.plan.Action.CreatePodGroup;
import io.leaderworkerset.plan.Action.CreateRevision;
import io.leaderworkerset.plan.Action.CreateService;
import io.leaderworkerset.plan.Action.CreateWorkerStatefulSet;
import io.leaderworkerset.plan.Action.DeleteLeaderPod;
import io.leaderworkerset.plan.Action.DeleteRevision;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.annotation.Nullable;

/**
 * Carries out the actions of one plan: intent in, API calls out, in list order; the first failure
 * is thrown. Decides nothing: an object that is there already is only looked at for its owner.
 */
public final class ActionApplier implements Action.Visitor<Void> {
  private final ObjectWriter writer;
  private final LeaderWorkerSet set;
  private final Function<String, LeaderWorkerSet> atRevision;
  @Nullable private final JsonObject leaderSet;
  @Nullable private final PodObservation leader;
  private final WriteListener listener;

  /**
   * An applier for one plan.
   *
   * @param writer sends the writes
   * @param set the live set
   * @param atRevision gives the set with the template of a revision key; null if it is not known
   * @param leaderSet the leader StatefulSet as it is, for a set's plan; null if there is none
   * @param leader the leader pod, for a group's plan; null for a set's
   * @param listener hears what became of each action
   */
  private ActionApplier(
      ObjectWriter writer,
      LeaderWorkerSet set,
      Function<String, LeaderWorkerSet> atRevision,
      @Nullable JsonObject leaderSet,
      @Nullable PodObservation leader,
      WriteListener listener) {
    this.writer = writer;
    this.set = set;
    this.atRevision = atRevision;
    this.leaderSet = leaderSet;
    this.leader = leader;
    this.listener = listener;
  }

  /** Returns an applier for the plan of a set. */
  public static ActionApplier ofSet(
      ObjectWriter writer,
      LeaderWorkerSet set,
      Function<String, LeaderWorkerSet> atRevision,
      @Nullable JsonObject leaderSet,
      WriteListener listener) {
    return new ActionApplier(writer, set, atRevision, leaderSet, null, listener);
  }

  /** Returns an applier for the plan of a group. */
  public static ActionApplier ofGroup(
      ObjectWriter writer,
      LeaderWorkerSet set,
      Function<String, LeaderWorkerSet> atRevision,
      @Nullable PodObservation leader,
      WriteListener listener) {
    return new ActionApplier(writer, set, atRevision, null, leader, listener);
  }

  /**
   * Carries out the actions in order.
   *
   * @throws KubeApiException if the server refuses one; those behind it are not tried
   * @throws WriteRefusedException if this process may not write any more
   */
  public void apply(List<Action> actions) {
    for (Action each : actions) {
      listener.beginning(each);
      each.accept(this);
    }
  }

  @Override
  public Void createRevision(CreateRevision action) {
    JsonObject body = Revisions.build(set, action.number(), action.key());
    String text = Revisions.text(body);
    create(
        action,
        Resources.REVISIONS,
        body,
        () -> writer.create(Resources.REVISIONS, namespace(), text),
        setUid());
    return null;
  }

  @Override
  public Void applyLeaderStatefulSet(ApplyLeaderStatefulSet action) {
    LeaderWorkerSet known = atRevision.apply(action.revisionKey());
    JsonObject body =
        LeaderStatefulSets.build(
            known == null ? set : known,
            action.partition(),
            action.replicas(),
            action.onDelete(),
            action.revisionKey());
    if (action.uid() != null) {
      Json.ensureObject(body, "metadata").addProperty("uid", action.uid());
    }
    JsonObject sent = LiveClaims.keep(body, leaderSet);
    listener.done(
        action, writer.apply(Resources.STATEFUL_SETS, namespace(), setName(), sent, true));
    return null;
  }

  @Override
  public Void createService(CreateService action) {
    if (action.group() == null) {
      create(action, Resources.SERVICES, Services.shared(set), setUid());
    } else {
      PodObservation pod = leader();
      create(action, Resources.SERVICES, Services.perGroup(set, leaderPod(pod)), pod.uid());
    }
    return null;
  }

  @Override
  public Void createWorkerStatefulSet(CreateWorkerStatefulSet action) {
    Action.Placement to = action.placement();
    JsonObject body =
        WorkerStatefulSets.build(
            set,
            pinned(action.revisionKey()),
            leaderPod(leader()),
            to == null ? null : new WorkerStatefulSets.Placement(to.topologyKey(), to.value()));
    create(action, Resources.STATEFUL_SETS, body, action.leaderUid());
    return null;
  }

  @Override
  public Void createPodGroup(CreatePodGroup action) {
    JsonObject body = PodGroups.build(set, pinned(action.revisionKey()), leaderPod(leader()));
    create(action, Resources.POD_GROUPS, body, action.leaderUid());
    return null;
  }

  @Override
  public Void deleteRevision(DeleteRevision action) {
    delete(action, Resources.REVISIONS, action.name(), DeleteOptions.ofUid(action.uid()));
    return null;
  }

  @Override
  public Void deleteLeaderPod(DeleteLeaderPod action) {
    DeleteOptions options =
        DeleteOptions.ofUid(action.leaderUid())
            .withPropagation(DeleteOptions.Propagation.FOREGROUND);
    delete(action, Resources.PODS, action.leaderPod(), options);
    return null;
  }

  /**
   * Creates an object; one that is there is ours (not seen yet) or somebody else's, by its owner.
   */
  private void create(Action action, ResourceType type, JsonObject body, String ownerUid) {
    create(action, type, body, () -> writer.create(type, namespace(), body), ownerUid);
  }

  private void create(
      Action action,
      ResourceType type,
      JsonObject body,
      Supplier<JsonObject> creation,
      String ownerUid) {
    try {
      listener.done(action, creation.get());
    } catch (KubeApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      String name = Objects.requireNonNull(Json.string(body, "metadata", "name"));
      Optional<JsonObject> found = writer.get(type, namespace(), name);
      if (found.isEmpty()) {
        throw e; // gone again: the retry will make it
      }
      if (isOwnedBy(found.get(), ownerUid)) {
        listener.done(action, found.get());
      } else if (action instanceof CreateRevision && isOrphan(found.get())) {
        throw new OrphanInTheWayException("ControllerRevision", name);
      } else if (action instanceof CreateRevision) {
        throw e; // of a set that is gone; what needs the revision must not be made without it
      } else {
        listener.nameTaken(action, found.get());
      }
    }
  }

  /**
   * Deletes an object of that UID; if it is gone there is nothing to do, if it is another: again.
   */
  private void delete(Action action, ResourceType type, String name, DeleteOptions options) {
    try {
      listener.done(action, writer.delete(type, namespace(), name, options));
    } catch (KubeApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private static boolean isOwnedBy(JsonObject object, String uid) {
    for (JsonElement each : Json.array(object, "metadata", "ownerReferences")) {
      if (Json.isTrue(each, "controller")) {
        return uid.equals(Json.string(each, "uid"));
      }
    }
    return false;
  }

  private static boolean isOrphan(JsonObject object) {
    for (JsonElement each : Json.array(object, "metadata", "ownerReferences")) {
      if (Json.isTrue(each, "controller")) {
        return false;
      }
    }
    return true;
  }

  private LeaderWorkerSet pinned(String revisionKey) {
    LeaderWorkerSet known = atRevision.apply(revisionKey);
    if (known == null) {
      throw new IllegalStateException(
          "revision " + revisionKey + " of " + namespace() + "/" + setName() + " is gone");
    }
    return known;
  }

  private PodObservation leader() {
    return Objects.requireNonNull(leader, "the action is for a group, and no leader was given");
  }

  private LeaderPod leaderPod(PodObservation pod) {
    String revision = pod.revisionKey() == null ? "" : pod.revisionKey();
    LeaderWorkerSet known = atRevision.apply(revision);
    return new LeaderPod(
        pod.name(),
        pod.namespace(),
        pod.uid(),
        pod.group(),
        groupKey(pod),
        revision,
        LeaderPod.requestsTpus(leaderTemplate(known == null ? set : known)));
  }

  /** Admission policies give another key than the webhook; workers must carry their leader's. */
  private static String groupKey(PodObservation leader) {
    String given = leader.groupKey();
    return given == null || given.isEmpty()
        ? Keys.groupKey(leader.namespace(), leader.name())
        : given;
  }

  private static JsonObject leaderTemplate(LeaderWorkerSet set) {
    LeaderWorkerTemplate template = set.spec().leaderWorkerTemplate();
    PodTemplate own =
        template.leaderTemplate() == null ? template.workerTemplate() : template.leaderTemplate();
    return own == null ? new JsonObject() : own.toJson();
  }

  private String namespace() {
    return Objects.requireNonNull(set.metadata().getNamespace());
  }

  private String setName() {
    return Objects.requireNonNull(set.metadata().getName());
  }

  private String setUid() {
    return Objects.requireNonNullElse(set.metadata().getUid(), "");
  }
}
