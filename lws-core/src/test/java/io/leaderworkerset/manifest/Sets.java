package io.leaderworkerset.manifest;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.leaderworkerset.api.LeaderWorkerSet;

/** Reads sets in tests. */
final class Sets {
  private Sets() {}

  static LeaderWorkerSet of(JsonElement json) {
    return new Gson().fromJson(json, LeaderWorkerSet.class);
  }
}
