package io.leaderworkerset.informers.election;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.KubeRequest.Body;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.json.Json;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;

/** The Lease as a tree: fields that are newer than this library stay. */
final class HttpLeaseStore implements LeaseStore {
  private static final ResourceType LEASES =
      ResourceType.namespaced("coordination.k8s.io", "v1", "leases");

  private final KubeHttp http;
  private final LeaseSettings settings;

  HttpLeaseStore(KubeHttp http, LeaseSettings settings) {
    this.http = http;
    this.settings = settings;
  }

  @Override
  public Optional<JsonObject> get() {
    try {
      return Optional.of(call("get", "GET", settings.name(), null));
    } catch (KubeApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public JsonObject create(JsonObject lease) {
    return call("create", "POST", null, lease);
  }

  @Override
  public JsonObject update(JsonObject lease) {
    return call("update", "PUT", settings.name(), lease);
  }

  private JsonObject call(
      String verb, String method, @Nullable String name, @Nullable JsonObject lease) {
    Body body = lease == null ? null : new Body("application/json", Json.write(lease));
    return http.call(
        new KubeRequest(verb, method, LEASES, settings.namespace(), name, null, Map.of(), body));
  }
}
