package io.leaderworkerset.informers;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.observe.LiveReader;
import java.util.List;
import javax.annotation.Nullable;

/** Reads from the server through the writer's own connection. */
record ServerReads(KubeWriter writer) implements LiveReader {
  @Override
  @Nullable
  public JsonObject statefulSet(String namespace, String name) {
    return read(Resources.STATEFUL_SETS, namespace, name);
  }

  @Override
  @Nullable
  public JsonObject service(String namespace, String name) {
    return read(Resources.SERVICES, namespace, name);
  }

  @Override
  @Nullable
  public JsonObject podGroup(String namespace, String name) {
    return read(Resources.POD_GROUPS, namespace, name);
  }

  @Override
  public List<JsonObject> revisions(String namespace, String set) {
    return writer.list(Resources.REVISIONS, namespace, Names.SET_NAME_LABEL + "=" + set);
  }

  @Override
  @Nullable
  public JsonObject node(String name) {
    return read(Resources.NODES, null, name);
  }

  @Nullable
  private JsonObject read(ResourceType type, @Nullable String namespace, String name) {
    return writer.get(type, namespace, name).orElse(null);
  }
}
