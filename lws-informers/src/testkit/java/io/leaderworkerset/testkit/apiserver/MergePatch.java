package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import javax.annotation.Nullable;

/** JSON merge patch, RFC 7386. */
final class MergePatch {
  private MergePatch() {}

  /** Returns the patched value; the arguments do not change. */
  static JsonElement apply(@Nullable JsonElement target, JsonElement patch) {
    if (!patch.isJsonObject()) {
      return patch;
    }
    JsonObject out =
        Trees.shallow(target != null && target.isJsonObject() ? target.getAsJsonObject() : null);
    for (Map.Entry<String, JsonElement> e : patch.getAsJsonObject().entrySet()) {
      if (e.getValue().isJsonNull()) {
        out.remove(e.getKey());
      } else {
        out.add(e.getKey(), apply(out.get(e.getKey()), e.getValue()));
      }
    }
    return out;
  }
}
