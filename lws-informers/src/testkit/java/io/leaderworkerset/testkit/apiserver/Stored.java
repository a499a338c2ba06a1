package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import javax.annotation.Nullable;

/** One version of one object. The tree is never changed; its bytes are made once, when needed. */
final class Stored {
  private final JsonObject object;
  private final String key;
  private final long version;
  @Nullable private volatile byte[] bytes;

  Stored(JsonObject object, String key, long version) {
    this.object = object;
    this.key = key;
    this.version = version;
  }

  static String key(@Nullable String namespace, String name) {
    return (namespace == null ? "" : namespace) + "/" + name;
  }

  JsonObject object() {
    return object;
  }

  String key() {
    return key;
  }

  long version() {
    return version;
  }

  String name() {
    return key.substring(key.indexOf('/') + 1);
  }

  String uid() {
    String uid = Json.string(object, "metadata", "uid");
    return uid == null ? "" : uid;
  }

  byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      made = Trees.bytes(object);
      bytes = made;
    }
    return made;
  }
}
