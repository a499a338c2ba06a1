package io.leaderworkerset.admission.review;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.List;
import javax.annotation.Nullable;

/**
 * The request in a review, as far as the webhooks look at it.
 *
 * @param path the webhook that was asked
 * @param uid echoed in the answer
 * @param operation CREATE, UPDATE, DELETE or CONNECT
 * @param subresource empty if the request is about the object itself
 * @param json the request
 */
record ReviewRequest(
    AdmissionPath path, String uid, String operation, String subresource, JsonObject json) {
  static final String KIND = "AdmissionReview";
  static final String API_VERSION = "admission.k8s.io/v1";
  private static final int MAX_UID = 256;
  private static final List<String> OPERATIONS = List.of("CREATE", "UPDATE", "DELETE", "CONNECT");

  /** Reads a review; throws {@link MalformedReviewException} if it cannot be answered. */
  static ReviewRequest of(AdmissionPath path, JsonObject review) {
    String apiVersion = Json.string(review, "apiVersion");
    if (!API_VERSION.equals(apiVersion) || !KIND.equals(Json.string(review, "kind"))) {
      throw new MalformedReviewException(
          "the body must be an AdmissionReview of "
              + API_VERSION
              + "; set admissionReviewVersions: [v1] in the webhook configuration");
    }
    JsonObject request = Json.object(review, "request");
    String uid = uid(review);
    if (request == null || uid.isEmpty()) {
      throw new MalformedReviewException("the AdmissionReview has no request with a uid");
    }
    String operation = Json.string(request, "operation");
    if (operation == null || !OPERATIONS.contains(operation)) {
      throw new MalformedReviewException("request.operation must be one of " + OPERATIONS);
    }
    checkResource(path, request);
    String subresource = Json.string(request, "subResource");
    return new ReviewRequest(path, uid, operation, subresource == null ? "" : subresource, request);
  }

  /** Returns the review's uid, empty if it has none that can be echoed. */
  static String uid(JsonObject review) {
    String uid = Json.string(review, "request", "uid");
    return uid == null || uid.length() > MAX_UID ? "" : uid;
  }

  private static void checkResource(AdmissionPath path, JsonObject request) {
    String group = orEmpty(Json.string(request, "resource", "group"));
    String resource = orEmpty(Json.string(request, "resource", "resource"));
    String version = orEmpty(Json.string(request, "resource", "version"));
    if (!group.equals(path.group()) || !resource.equals(path.resource()) || !version.equals("v1")) {
      throw new MalformedReviewException(
          path.path()
              + " reviews "
              + (path.group().isEmpty() ? "" : path.group() + "/")
              + "v1 "
              + path.resource()
              + " only; check the rules of the webhook configuration");
    }
  }

  /** Returns whether an object is made or changed, so that there is something to review. */
  boolean isWrite() {
    return subresource.isEmpty() && (isCreate() || isUpdate());
  }

  boolean isCreate() {
    return operation.equals("CREATE");
  }

  boolean isUpdate() {
    return operation.equals("UPDATE");
  }

  String kind() {
    return path == AdmissionPath.MUTATE_POD ? "Pod" : "LeaderWorkerSet";
  }

  /** Returns the object's name, empty if it is yet to be generated. */
  String name() {
    String name = Json.string(json, "object", "metadata", "name");
    return name == null ? orEmpty(Json.string(json, "name")) : name;
  }

  /** Returns a copy of the new object, in the request's namespace if it names none. */
  JsonObject object() {
    JsonObject object = Json.object(json, "object");
    if (object == null) {
      throw new MalformedReviewException("request.object must be an object on " + operation);
    }
    return inNamespace(object);
  }

  /** Returns a copy of the old object on UPDATE, else null. */
  @Nullable
  JsonObject oldObject() {
    if (!isUpdate()) {
      return null;
    }
    JsonObject object = Json.object(json, "oldObject");
    if (object == null) {
      throw new MalformedReviewException("request.oldObject must be an object on UPDATE");
    }
    return inNamespace(object);
  }

  private JsonObject inNamespace(JsonObject object) {
    JsonObject out = object.deepCopy();
    String namespace = Json.string(json, "namespace");
    JsonObject metadata = Json.object(out, "metadata");
    if (metadata != null && namespace != null && Json.at(metadata, "namespace") == null) {
      metadata.addProperty("namespace", namespace);
    }
    return out;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
