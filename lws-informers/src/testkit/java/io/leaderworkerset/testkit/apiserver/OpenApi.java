package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;

/**
 * The OpenAPI v3 documents, as far as {@code kubectl apply} looks: that patches take {@code
 * fieldValidation} and {@code dryRun}. Schemas are not described; {@code /openapi/v2} is a 404.
 */
final class OpenApi {
  private static final String PATCH =
      """
      {"patch": {"parameters": [
        {"name": "dryRun", "in": "query", "schema": {"type": "string"}},
        {"name": "fieldManager", "in": "query", "schema": {"type": "string"}},
        {"name": "fieldValidation", "in": "query", "schema": {"type": "string"}},
        {"name": "force", "in": "query", "schema": {"type": "boolean"}}],
        "responses": {"200": {"description": "OK"}}}}
      """;

  private final ResourceRegistry registry;

  OpenApi(ResourceRegistry registry) {
    this.registry = registry;
  }

  /** Returns the document at the path; null if there is none. */
  @Nullable
  JsonElement at(String path) {
    String rest = path.replaceFirst("^/openapi/v3/?", "");
    if (rest.equals(path)) {
      return null;
    }
    return rest.isEmpty() ? index() : groupVersion(rest);
  }

  private JsonObject index() {
    JsonObject paths = new JsonObject();
    for (String prefix : prefixes()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("serverRelativeURL", "/openapi/v3/" + prefix);
      paths.add(prefix, entry);
    }
    JsonObject out = new JsonObject();
    out.add("paths", paths);
    return out;
  }

  private Set<String> prefixes() {
    Set<String> out = new TreeSet<>();
    registry.all().forEach(t -> out.add(prefix(t)));
    return out;
  }

  private static String prefix(ResourceType type) {
    return type.group().isEmpty() ? "api/v1" : "apis/" + type.apiVersion();
  }

  @Nullable
  private JsonObject groupVersion(String prefix) {
    if (!prefixes().contains(prefix)) {
      return null;
    }
    JsonObject paths = new JsonObject();
    for (ResourceType type : registry.all()) {
      if (prefix(type).equals(prefix)) {
        String scope = type.namespaced() ? "/namespaces/{namespace}/" : "/";
        paths.add("/" + prefix + scope + type.plural() + "/{name}", operations(type));
      }
    }
    JsonObject out = new JsonObject();
    out.addProperty("openapi", "3.0.0");
    JsonObject info = new JsonObject();
    info.addProperty("title", "Kubernetes");
    info.addProperty("version", "v1.36.0");
    out.add("info", info);
    out.add("paths", paths);
    JsonObject components = new JsonObject();
    components.add("schemas", new JsonObject());
    out.add("components", components);
    return out;
  }

  private static JsonObject operations(ResourceType type) {
    JsonObject out = JsonParser.parseString(PATCH).getAsJsonObject();
    JsonObject kind = new JsonObject();
    kind.addProperty("group", type.group());
    kind.addProperty("version", type.version());
    kind.addProperty("kind", type.kind());
    out.getAsJsonObject("patch").add("x-kubernetes-group-version-kind", kind);
    out.add("parameters", new JsonArray());
    return out;
  }
}
