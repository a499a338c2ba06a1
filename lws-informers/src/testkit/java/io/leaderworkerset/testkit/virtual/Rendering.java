package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.cluster.ContainerExit;
import io.leaderworkerset.cluster.ContainerRun;
import io.leaderworkerset.cluster.KubeletRules;
import io.leaderworkerset.cluster.OwnedObject;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.cluster.StatefulSetStatus;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.observe.ObservedObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import javax.annotation.Nullable;

/** Objects of the store as the API server shows them, and as caches keep them. */
final class Rendering {
  /** The one namespace of a virtual cluster. */
  static final String NAMESPACE = "ml";

  private static final Alike<SetShape.TemplateShape> SETS = new Alike<>();
  private static final Alike<JsonObject> REVISIONS = new Alike<>();

  private Rendering() {}

  /**
   * Returns the object as caches keep it.
   *
   * @param before an earlier version of a set with the same template; null if there is none
   */
  static ObservedObject observed(Stored object, @Nullable ObservedObject before) {
    return switch (object.kind()) {
      case SET -> set(object, before);
      case POD -> ObservedObject.ofPod(pod(object));
      case STATEFUL_SET ->
          isOfLeaderPod(object)
              ? ObservedObject.ofWorkerSet(workerSet(object))
              : ObservedObject.ofStatefulSet(tree(object));
      case SERVICE -> ObservedObject.ofService(tree(object));
      case REVISION -> revision(object);
    };
  }

  /** What depends on the template alone is the same in all runs, and computed once. */
  private static ObservedObject set(Stored object, @Nullable ObservedObject before) {
    if (before != null) {
      return ObservedObject.ofSet(set(object), before);
    }
    SetShape.TemplateShape template = object.set().shape().templateShape();
    ObservedObject out = ObservedObject.ofSetLike(set(object), SETS.get(template));
    SETS.keep(template, out);
    return out;
  }

  private static ObservedObject revision(Stored object) {
    JsonObject tree = tree(object);
    JsonObject data = Json.object(tree, "data");
    if (data == null) {
      return ObservedObject.ofRevision(tree);
    }
    ObservedObject out = ObservedObject.ofRevision(tree, REVISIONS.get(data));
    REVISIONS.keep(data, out);
    return out;
  }

  private static LeaderWorkerSet set(Stored object) {
    Body.OfSet body = object.set();
    V1ObjectMeta metadata =
        new V1ObjectMeta()
            .name(object.name())
            .namespace(NAMESPACE)
            .uid(object.uid())
            .resourceVersion(Long.toString(object.version()))
            .generation(body.generation());
    if (!body.shape().annotations().isEmpty()) {
      metadata.setAnnotations(body.shape().annotations());
    }
    if (object.deleted() != null) {
      metadata.setDeletionTimestamp(object.deleted().atOffset(ZoneOffset.UTC));
    }
    return LeaderWorkerSet.builder()
        .metadata(metadata)
        .spec(body.spec())
        .status(body.status())
        .build();
  }

  /** Whether that is all there is to know of its owner. */
  private static boolean isOfLeaderPod(Stored object) {
    JsonArray written = Json.array(object.statefulSet().metadata(), "ownerReferences");
    return object.statefulSet().template().group() != null
        && written.size() == 1
        && object.owners().size() == 1
        && "Pod".equals(Json.string(written.get(0), "kind"))
        && Json.isTrue(written.get(0), "controller");
  }

  private static WorkerSetObservation workerSet(Stored object) {
    Body.OfStatefulSet body = object.statefulSet();
    Body.Template template = body.template();
    StatefulSetStatus status = body.status();
    return new WorkerSetObservation(
        NAMESPACE,
        object.name(),
        object.uid(),
        Long.toString(object.version()),
        template.set(),
        Objects.requireNonNullElse(template.group(), 0),
        template.key(),
        object.owners().get(0).uid(),
        null,
        body.spec().replicas(),
        status.availableReplicas(),
        status.observedGeneration() >= body.generation()
            && status.currentRevision().equals(status.updateRevision()),
        object.isDeleting());
  }

  private static PodObservation pod(Stored object) {
    Body.OfPod body = object.pod();
    PodRun run = body.run();
    return PodObservation.builder(body.template().set(), body.group(), body.worker())
        .namespace(NAMESPACE)
        .name(object.name())
        .uid(object.uid())
        .resourceVersion(Long.toString(object.version()))
        .revisionKey(body.template().key())
        .size(body.template().size())
        .leaderName(body.template().leaderName())
        .ownerUid(object.owners().isEmpty() ? null : body.statefulSetUid())
        .nodeName(body.node())
        .phase(run == null ? PodPhase.PENDING : PodPhase.of(run.phase().text()))
        .ready(body.isReady())
        .created(object.created())
        .deleted(object.deleted())
        .troubles(run == null ? List.of() : troubles(run))
        .reason(run == null || run.reason().isEmpty() ? null : run.reason())
        .build();
  }

  private static List<ContainerTrouble> troubles(PodRun run) {
    ContainerRun container = run.containers().get(0);
    ContainerExit exit = container.exit() == null ? container.lastExit() : container.exit();
    boolean waits = container.reason().equals(KubeletRules.CRASH_LOOP);
    if (container.restarts() == 0 && !waits && (exit == null || exit.code() == 0)) {
      return List.of();
    }
    return List.of(
        new ContainerTrouble(
            Kubelets.CONTAINER,
            false,
            container.restarts(),
            waits ? container.reason() : null,
            exit == null ? null : exit.code(),
            exit == null ? null : exit.reason()));
  }

  /** Returns the object as the API server answers it; a pod or set by its identity only. */
  static JsonObject tree(Stored object) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", object.kind().text());
    switch (object.kind()) {
      case SET, POD -> out.add("metadata", metadata(object, new JsonObject()));
      case STATEFUL_SET -> {
        Body.OfStatefulSet body = object.statefulSet();
        JsonObject metadata = metadata(object, body.metadata());
        metadata.add("annotations", both(metadata.get("annotations"), body.others()));
        metadata.addProperty("generation", body.generation());
        metadata.add("managedFields", body.managedFields());
        out.add("metadata", metadata);
        out.add("spec", body.tree());
        out.add("status", status(body.status()));
      }
      case SERVICE, REVISION -> {
        JsonObject body = object.tree().tree();
        body.asMap().forEach(out::add);
        JsonObject written = Json.object(body, "metadata");
        out.add("metadata", metadata(object, written == null ? new JsonObject() : written));
      }
    }
    return out;
  }

  private static JsonObject metadata(Stored object, JsonObject written) {
    JsonObject out = new JsonObject();
    out.addProperty("name", object.name());
    out.addProperty("namespace", NAMESPACE);
    out.addProperty("uid", object.uid());
    out.addProperty("resourceVersion", Long.toString(object.version()));
    for (String part : List.of("labels", "annotations")) {
      if (written.has(part)) {
        out.add(part, written.get(part));
      }
    }
    if (written.has("ownerReferences")) {
      out.add("ownerReferences", owners(object, written.getAsJsonArray("ownerReferences")));
    }
    if (object.deleted() != null) {
      out.addProperty("deletionTimestamp", object.deleted().toString());
    }
    return out;
  }

  private static JsonElement both(@Nullable JsonElement ours, JsonObject others) {
    if (others.isEmpty() && ours != null) {
      return ours;
    }
    JsonObject out = others.deepCopy();
    if (ours != null) {
      ours.getAsJsonObject().asMap().forEach(out::add);
    }
    return out;
  }

  private static JsonArray owners(Stored object, JsonArray written) {
    if (object.owners().size() == written.size()) {
      return written;
    }
    JsonArray out = new JsonArray();
    for (JsonElement each : written) {
      String uid = Json.string(each, "uid");
      if (object.owners().stream().map(OwnedObject.Owner::uid).anyMatch(u -> u.equals(uid))) {
        out.add(each);
      }
    }
    return out;
  }

  private static JsonObject status(StatefulSetStatus status) {
    JsonObject out = new JsonObject();
    if (status.observedGeneration() == 0) {
      return out; // the controller has not looked yet
    }
    out.addProperty("observedGeneration", status.observedGeneration());
    out.addProperty("replicas", status.replicas());
    out.addProperty("readyReplicas", status.readyReplicas());
    out.addProperty("availableReplicas", status.availableReplicas());
    out.addProperty("currentRevision", status.currentRevision());
    out.addProperty("updateRevision", status.updateRevision());
    return out;
  }

  /** Returns the group's index of an object by its label; null if it has none. */
  @Nullable
  static Integer group(JsonObject metadata) {
    String text = Json.string(metadata, "labels", Names.GROUP_INDEX_LABEL);
    return text == null ? null : Integer.valueOf(text);
  }
}
