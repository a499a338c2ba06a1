package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/** Plays storage: binds every PersistentVolumeClaim as soon as it is there. */
final class ClaimController implements ClusterView.Listener {
  private final ClusterView view;
  private final KeyedWork<String> work;

  ClaimController(ClusterView view, EventLoop loop) {
    this.view = view;
    this.work = new KeyedWork<>(loop, "Claim", this::bind);
    view.listen(this);
  }

  @Override
  public void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    if (resource.equals(Resources.CLAIMS) && after != null && !isBound(after)) {
      work.add(Meta.key(after));
    }
  }

  private static boolean isBound(JsonObject claim) {
    return "Bound".equals(Json.string(claim, "status", "phase"));
  }

  private void bind(String key) {
    JsonObject claim = view.get(Resources.CLAIMS, key);
    if (claim == null || Meta.isTerminating(claim)) {
      return;
    }
    view.updateStatus(
        Resources.CLAIMS,
        claim,
        copy -> {
          if (isBound(copy)) {
            return false;
          }
          JsonObject status = Json.ensureObject(copy, "status");
          status.addProperty("phase", "Bound");
          copyTo(status, "accessModes", Json.at(copy, "spec", "accessModes"));
          copyTo(status, "capacity", Json.at(copy, "spec", "resources", "requests"));
          return true;
        });
  }

  private static void copyTo(JsonObject status, String name, @Nullable JsonElement value) {
    if (value != null) {
      status.add(name, value.deepCopy());
    }
  }
}
