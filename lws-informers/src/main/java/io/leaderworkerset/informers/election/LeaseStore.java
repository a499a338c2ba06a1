package io.leaderworkerset.informers.election;

import com.google.gson.JsonObject;
import java.util.Optional;

/** Reads and writes the one Lease. All may throw KubeApiException. */
interface LeaseStore {
  Optional<JsonObject> get();

  JsonObject create(JsonObject lease);

  /** Replaces the Lease if it is still in the state of its resource version. */
  JsonObject update(JsonObject lease);
}
