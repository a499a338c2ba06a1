package io.leaderworkerset.testkit.virtual;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSetStatus;
import io.leaderworkerset.cluster.OwnedObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.apply.DeleteOptions;
import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.observe.LiveReader;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.annotation.Nullable;

/**
 * One manager's way to the store. Each write takes time, in which the world goes on; it may be
 * refused, its answer may be lost, and the manager may die before or after it.
 */
final class Api implements ObjectWriter, LiveReader {
  private static final long TIMEOUT = 2_000_000_000L;

  private final World world;
  private final Manager manager;
  private final Chance chance;
  private int refusals;
  private int lostAnswers;
  private int writesToLive = Integer.MAX_VALUE;

  Api(World world, Manager manager, Chance chance) {
    this.world = world;
    this.manager = manager;
    this.chance = chance;
  }

  // ---- what goes wrong --------------------------------------------------------------------------

  void refuse(int writes) {
    refusals = writes;
  }

  void loseAnswers(int writes) {
    lostAnswers = writes;
  }

  void dieAfter(int writes) {
    writesToLive = writes;
  }

  void heal() {
    refusals = 0;
    lostAnswers = 0;
    writesToLive = Integer.MAX_VALUE;
  }

  /** Sends a write; {@code effect} is what it does when it arrives. */
  private JsonObject send(String verb, Kind kind, String name, Supplier<JsonObject> effect) {
    world.pass(chance.delay(1, 12));
    checkAlive();
    boolean dies = writesToLive-- <= 0;
    if (dies && chance.below(2) == 0) {
      manager.die("before its " + verb + " of " + kind.text() + " " + name);
      throw new Manager.Dead();
    }
    if (refusals > 0) {
      refusals--;
      throw refused(verb, kind, name);
    }
    JsonObject answer = effect.get();
    if (dies) {
      manager.die("after its " + verb + " of " + kind.text() + " " + name);
      throw new Manager.Dead();
    }
    if (lostAnswers > 0) {
      lostAnswers--;
      world.tell(manager.name(), () -> "does not hear the answer to its " + verb + " of " + name);
      world.pass(TIMEOUT);
      checkAlive();
      throw KubeApiException.unreachable(request(verb, kind, name), new IOException("timeout"));
    }
    world.pass(chance.delay(1, 12));
    checkAlive();
    return answer;
  }

  private void checkAlive() {
    if (!manager.isAlive() || world.hasFailed()) {
      throw new Manager.Dead();
    }
  }

  private KubeApiException refused(String verb, Kind kind, String name) {
    return chance.below(2) == 0
        ? error(verb, kind, name, 409, "Conflict")
        : error(verb, kind, name, 500, "InternalError");
  }

  private static KubeRequest request(String verb, Kind kind, String name) {
    return new KubeRequest(
        verb,
        verb.equals("delete") ? "DELETE" : "POST",
        kind.type(),
        Rendering.NAMESPACE,
        name,
        null,
        Map.of(),
        null);
  }

  private static KubeApiException error(
      String verb, Kind kind, String name, int code, String reason) {
    String status =
        "{\"kind\":\"Status\",\"reason\":\"" + reason + "\",\"message\":\"" + reason + "\"}";
    return KubeApiException.ofAnswer(request(verb, kind, name), code, status, null);
  }

  // ---- writes -----------------------------------------------------------------------------------

  @Override
  public Optional<JsonObject> get(ResourceType type, @Nullable String namespace, String name) {
    return Optional.ofNullable(read(Kind.of(type), name));
  }

  @Override
  public JsonObject create(ResourceType type, @Nullable String namespace, JsonObject object) {
    Kind kind = Kind.of(type);
    String name = nameOf(object);
    return send("create", kind, name, () -> made("create", kind, name, object));
  }

  @Override
  public JsonObject create(ResourceType type, @Nullable String namespace, String text) {
    return create(type, namespace, Json.parse(text).getAsJsonObject());
  }

  private JsonObject made(String verb, Kind kind, String name, JsonObject object) {
    List<OwnedObject.Owner> owners = ownersOf(object);
    Body body =
        kind == Kind.STATEFUL_SET
            ? StatefulSetReader.body(object, 1, StatefulSetReader.NO_STATUS)
            : new Body.OfTree(object);
    if (world.store().get(kind, name) == null) {
      world.laws().managerCreates(manager, kind, name, owners);
    }
    Stored made = world.store().create(kind, name, owners, body);
    if (made == null) {
      throw error(verb, kind, name, 409, "AlreadyExists");
    }
    world.tell(manager.name(), () -> "creates " + made + " owned by " + ownersText(owners));
    return Rendering.tree(made);
  }

  private static String ownersText(List<OwnedObject.Owner> owners) {
    return owners.isEmpty() ? "nobody" : owners.get(0).uid();
  }

  @Override
  public JsonObject apply(
      ResourceType type,
      @Nullable String namespace,
      String name,
      JsonObject object,
      boolean force) {
    Kind kind = Kind.of(type);
    return send("apply", kind, name, () -> applied(kind, name, object));
  }

  private JsonObject applied(Kind kind, String name, JsonObject object) {
    String uid = Json.string(object, "metadata", "uid");
    Stored live = world.store().get(kind, name);
    if (uid != null && (live == null || !live.uid().equals(uid))) {
      throw error("apply", kind, name, 409, "Conflict");
    }
    Body.OfStatefulSet asked = StatefulSetReader.body(object, 1, StatefulSetReader.NO_STATUS);
    world.laws().managerApplies(manager, asked);
    world.tell(
        manager.name(),
        () ->
            "applies StatefulSet "
                + name
                + ": replicas "
                + asked.spec().replicas()
                + (asked.spec().onDelete()
                    ? ", OnDelete"
                    : ", partition " + asked.spec().partition())
                + ", revision "
                + asked.template().key());
    if (live == null) {
      return made("apply", kind, name, object);
    }
    Body.OfStatefulSet before = live.statefulSet();
    boolean sameSpec = before.tree().equals(asked.tree());
    if (!sameSpec || !before.metadata().equals(asked.metadata())) {
      long generation = before.generation() + (sameSpec ? 0 : 1);
      world.store().update(live, asked.after(before, generation));
    }
    Stored after = world.store().get(kind, name);
    return Rendering.tree(after == null ? live : after);
  }

  @Override
  public JsonObject mergePatchAs(
      String other, ResourceType type, @Nullable String namespace, String name, JsonObject patch) {
    Kind kind = Kind.of(type);
    return send("patch", kind, name, () -> annotated(kind, name, patch));
  }

  /** Other field managers write annotations of StatefulSets only. */
  private JsonObject annotated(Kind kind, String name, JsonObject patch) {
    Stored live = toPatch(kind, name, patch);
    Body.OfStatefulSet body = live.statefulSet();
    JsonObject others = body.others().deepCopy();
    JsonObject annotations = Json.object(patch, "metadata", "annotations");
    if (annotations != null) {
      annotations.asMap().forEach(others::add);
    }
    if (!others.equals(body.others())) {
      world.tell(manager.name(), () -> "annotates " + live + ": " + annotations);
      world.store().update(live, body.withOthers(others));
    }
    Stored after = world.store().get(kind, name);
    return Rendering.tree(after == null ? live : after);
  }

  private Stored toPatch(Kind kind, String name, JsonObject patch) {
    Stored live = world.store().get(kind, name);
    if (live == null) {
      throw error("patch", kind, name, 404, "NotFound");
    }
    String version = Json.string(patch, "metadata", "resourceVersion");
    boolean outdated = version != null && !version.equals(Long.toString(live.version()));
    if (outdated || !live.uid().equals(Json.string(patch, "metadata", "uid"))) {
      throw error("patch", kind, name, 409, "Conflict");
    }
    return live;
  }

  @Override
  public JsonObject mergePatchStatus(
      ResourceType type, @Nullable String namespace, String name, JsonObject patch) {
    Kind kind = Kind.of(type);
    return send("patch", kind, name, () -> patched(kind, name, patch));
  }

  private JsonObject patched(Kind kind, String name, JsonObject patch) {
    Stored live = toPatch(kind, name, patch);
    LeaderWorkerSetStatus status = StatusReader.read(Json.object(patch, "status"));
    Body.OfSet body = live.set();
    world.laws().managerWritesStatus(manager, live);
    if (!status.equals(body.status())) {
      world.store().update(live, body.withStatus(status));
    }
    Stored after = world.store().get(kind, name);
    return Rendering.tree(after == null ? live : after);
  }

  @Override
  public JsonObject delete(
      ResourceType type, @Nullable String namespace, String name, DeleteOptions options) {
    Kind kind = Kind.of(type);
    return send("delete", kind, name, () -> deleted(kind, name, options));
  }

  private JsonObject deleted(Kind kind, String name, DeleteOptions options) {
    Stored live = world.store().get(kind, name);
    if (live == null) {
      throw error("delete", kind, name, 404, "NotFound");
    }
    if (options.uid() != null && !options.uid().equals(live.uid())) {
      throw error("delete", kind, name, 409, "Conflict");
    }
    world.tell(manager.name(), () -> "deletes " + live);
    if (kind == Kind.POD && !live.isDeleting()) {
      world.laws().managerDeletesLeader(manager, live);
    }
    boolean foreground = options.propagation() == DeleteOptions.Propagation.FOREGROUND;
    world.store().delete(live, foreground, false);
    Stored after = world.store().find(live.uid());
    return Rendering.tree(after == null ? live : after);
  }

  private static String nameOf(JsonObject object) {
    String name = Json.string(object, "metadata", "name");
    return name == null ? "" : name;
  }

  private static List<OwnedObject.Owner> ownersOf(JsonObject object) {
    List<OwnedObject.Owner> out = new ArrayList<>(1);
    for (JsonElement each : Json.array(object, "metadata", "ownerReferences")) {
      String uid = Json.string(each, "uid");
      out.add(
          new OwnedObject.Owner(uid == null ? "" : uid, Json.isTrue(each, "blockOwnerDeletion")));
    }
    return out;
  }

  // ---- reads ------------------------------------------------------------------------------------

  @Nullable
  private JsonObject read(Kind kind, String name) {
    Stored found = world.store().get(kind, name);
    return found == null ? null : Rendering.tree(found);
  }

  @Override
  @Nullable
  public JsonObject statefulSet(String namespace, String name) {
    return read(Kind.STATEFUL_SET, name);
  }

  @Override
  @Nullable
  public JsonObject service(String namespace, String name) {
    return read(Kind.SERVICE, name);
  }

  @Override
  @Nullable
  public JsonObject podGroup(String namespace, String name) {
    return null; // there is no gang scheduler
  }

  @Override
  public List<JsonObject> revisions(String namespace, String set) {
    List<JsonObject> out = new ArrayList<>();
    for (Stored each : world.store().all(Kind.REVISION)) {
      JsonObject tree = Rendering.tree(each);
      if (set.equals(Json.string(tree, "metadata", "labels", Names.SET_NAME_LABEL))) {
        out.add(tree);
      }
    }
    return out;
  }

  @Override
  @Nullable
  public JsonObject node(String name) {
    return null; // read for exclusive placement only, which the sets here do not ask for
  }
}
