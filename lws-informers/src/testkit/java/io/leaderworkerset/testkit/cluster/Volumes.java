package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Clock;
import javax.annotation.Nullable;

/**
 * Plays a provisioner of storage beside the controllers of a real control plane: makes a
 * PersistentVolume for each claim of the default class, which the control plane then binds. A
 * volume outlives its claim, as one that is to be kept; nothing is stored.
 */
public final class Volumes implements AutoCloseable {
  private static final String VOLUMES = "persistentvolumes";

  private final ClusterApi api;
  private final EventLoop loop = new EventLoop("volumes", Clock.systemUTC());
  private final ClusterView view;
  private final KeyedWork<String> work;
  private @Nullable AutoCloseable watch;

  /** Makes the provisioner, not started; the API must tell of PersistentVolumeClaims. */
  public Volumes(ClusterApi api) {
    this.api = api;
    this.view = new ClusterView(api, Resources.CLAIMS::equals);
    this.work = new KeyedWork<>(loop, "Volume", this::provide);
    view.listen(this::changed);
  }

  /** Starts the thread; claims that are there already are provided for too. */
  public void start() {
    if (watch != null) {
      throw new IllegalStateException("already started");
    }
    loop.start();
    watch = api.watch(change -> loop.execute(() -> view.observe(change)));
  }

  private void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    if (before == null && after != null) {
      work.add(Meta.key(after));
    }
  }

  private void provide(String key) {
    JsonObject claim = view.get(Resources.CLAIMS, key);
    if (claim == null
        || Meta.isTerminating(claim)
        || Json.string(claim, "spec", "volumeName") != null) {
      return;
    }
    String name = "volume-" + Meta.uid(claim);
    if (api.get(VOLUMES, null, name) == null) {
      api.create(VOLUMES, volume(name, claim));
    }
  }

  private static JsonObject volume(String name, JsonObject claim) {
    JsonObject volume = new JsonObject();
    volume.addProperty("apiVersion", "v1");
    volume.addProperty("kind", "PersistentVolume");
    Json.ensureObject(volume, "metadata").addProperty("name", name);
    JsonObject spec = Json.ensureObject(volume, "spec");
    copyTo(spec, "accessModes", Json.at(claim, "spec", "accessModes"));
    copyTo(spec, "capacity", Json.at(claim, "spec", "resources", "requests"));
    spec.addProperty("persistentVolumeReclaimPolicy", "Retain");
    Json.ensureObject(spec, "hostPath").addProperty("path", "/volumes/" + name);
    JsonObject reference = Json.ensureObject(spec, "claimRef");
    reference.addProperty("namespace", Meta.namespace(claim));
    reference.addProperty("name", Meta.name(claim));
    reference.addProperty("uid", Meta.uid(claim));
    return volume;
  }

  private static void copyTo(JsonObject spec, String name, @Nullable JsonElement value) {
    if (value != null) {
      spec.add(name, value.deepCopy());
    }
  }

  /** Stops after the write under way, if any, and waits for the thread to end. */
  @Override
  public void close() {
    Watches.close(watch);
    loop.close();
  }
}
