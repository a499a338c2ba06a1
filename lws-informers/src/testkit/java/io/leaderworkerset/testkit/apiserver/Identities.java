package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.List;

/** Whether a body is the object that the request's path names. */
final class Identities {
  private Identities() {}

  /** Checks kind, name and namespace against the path. */
  static void check(Target target, JsonObject body) {
    ResourceType type = target.type();
    String apiVersion = Json.string(body, "apiVersion");
    String kind = Json.string(body, "kind");
    if (apiVersion != null && !apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
      throw Statuses.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    if (kind != null && !kind.isEmpty() && !kind.equals(type.kind())) {
      throw Statuses.badRequest(
          type.kind()
              + " in version \""
              + type.version()
              + "\" cannot be handled as a "
              + type.kind()
              + ": the kind in the data is "
              + kind);
    }
    String namespace = Json.string(body, "metadata", "namespace");
    if (type.namespaced()
        && namespace != null
        && !namespace.isEmpty()
        && !namespace.equals(target.namespace())) {
      throw Statuses.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    String name = Json.string(body, "metadata", "name");
    if (name != null && !name.isEmpty() && !name.equals(target.name())) {
      throw Statuses.badRequest(
          "the name of the object ("
              + name
              + ") does not match the name on the URL ("
              + target.name()
              + ")");
    }
  }

  /** Checks the uid and the resourceVersion a body carries against the stored object. */
  static void checkConditions(Target target, JsonObject body, Stored current) {
    String uid = Json.string(body, "metadata", "uid");
    if (uid != null && !uid.isEmpty() && !uid.equals(current.uid())) {
      throw Statuses.conflict(
          target.type(),
          target.name(),
          "Precondition failed: UID in precondition: "
              + uid
              + ", UID in object meta: "
              + current.uid());
    }
    String version = Json.string(body, "metadata", "resourceVersion");
    if (version != null
        && !version.isEmpty()
        && !version.equals(Json.string(current.object(), "metadata", "resourceVersion"))) {
      throw Statuses.modified(target.type(), target.name());
    }
  }

  /** Checks that a replacement names the version it replaces, where the resource insists on it. */
  static void checkReplacement(Target target, JsonObject body) {
    String version = Json.string(body, "metadata", "resourceVersion");
    boolean conditional = !target.type().builtIn() || target.type().kind().equals("Lease");
    if (conditional && (version == null || version.isEmpty())) {
      throw Statuses.invalid(
          target.type(),
          target.name(),
          List.of(
              FieldError.invalid(
                  "metadata.resourceVersion",
                  new JsonPrimitive(0),
                  "must be specified for an update")));
    }
  }

  /** Checks an applied configuration and returns what of it the request can set. */
  static JsonObject checkApplied(Target target, JsonObject config) {
    if (Json.string(config, "apiVersion") == null || Json.string(config, "kind") == null) {
      throw Statuses.badRequest(
          "an applied configuration must carry apiVersion and kind; "
              + target.name()
              + " does not");
    }
    check(target, config);
    if (!Json.array(config, "metadata", "managedFields").isEmpty()) {
      throw Statuses.badRequest("metadata.managedFields must be nil");
    }
    JsonObject out = Trees.withOwnMetadata(config);
    Trees.metadata(out).addProperty("name", target.name());
    Trees.metadata(out).remove("managedFields");
    if (target.isStatus()) {
      List.copyOf(out.keySet()).stream()
          .filter(k -> !List.of("apiVersion", "kind", "metadata", "status").contains(k))
          .forEach(out::remove);
      List.of("labels", "annotations", "ownerReferences", "finalizers")
          .forEach(Trees.metadata(out)::remove);
    } else if (target.type().hasSubresource("status")) {
      out.remove("status");
    }
    Trees.clean(out, false);
    return out;
  }
}
