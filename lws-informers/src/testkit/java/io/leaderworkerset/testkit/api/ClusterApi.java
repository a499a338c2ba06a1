package io.leaderworkerset.testkit.api;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/**
 * In-process access to a Kubernetes API, with the semantics it has over HTTP. The embedded API
 * server implements it directly; an adapter over HTTP lets the same cluster functions play kubelets
 * against a real server.
 *
 * <p>A {@code resource} is the plural, followed by a dot and the group unless it is the core group:
 * {@code pods}, {@code statefulsets.apps}. The namespace is null for cluster-scoped resources.
 * Objects handed out are shared: copy before changing.
 */
public interface ClusterApi {
  /** Returns the object, or null if there is none. */
  @Nullable
  JsonObject get(String resource, @Nullable String namespace, String name);

  /** Returns all objects of the resource, of all namespaces, in no promised order. */
  List<JsonObject> list(String resource);

  /**
   * Creates an object in {@code metadata.namespace}, through admission. In the resource {@code
   * pods/binding} this binds the pod of that name and UID to the node in {@code target.name}.
   *
   * @throws ApiException with the status code the server would answer, such as 409
   */
  JsonObject create(String resource, JsonObject object);

  /**
   * Replaces an object; status changes are ignored. Carries {@code metadata.resourceVersion}:
   * another one in the store is a 409.
   */
  JsonObject update(String resource, JsonObject object);

  /** Replaces only the status, with the same resourceVersion rule. */
  JsonObject updateStatus(String resource, JsonObject object);

  /**
   * Deletes an object; not found is an {@link ApiException} of 404.
   *
   * @param uid deleted only if it still has this UID, else 409; null for no such condition
   * @param propagation Foreground, Background or Orphan; null for the resource's default
   * @param graceSeconds as DeleteOptions.gracePeriodSeconds; null for the object's own
   */
  void delete(
      String resource,
      @Nullable String namespace,
      String name,
      @Nullable String uid,
      @Nullable String propagation,
      @Nullable Long graceSeconds);

  /**
   * Calls the listener after each committed change, in commit order and one at a time, beginning
   * with an ADDED for all that is there. The listener must not block. Closing stops it.
   */
  AutoCloseable watch(Consumer<Change> listener);

  /**
   * One committed change.
   *
   * @param resource as above
   * @param type ADDED, MODIFIED or DELETED
   * @param object the object after the change; for DELETED as it was last
   */
  record Change(String resource, String type, JsonObject object) {}

  /** An answer that is not a success. */
  final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;
    private final transient JsonObject status;

    /** Makes an exception from the {@code Status} object of the answer. */
    public ApiException(int code, JsonObject status) {
      super(code + " " + status);
      this.code = code;
      this.status = status;
    }

    /** Returns the HTTP status code. */
    public int code() {
      return code;
    }

    /** Returns the {@code Status} object. */
    public JsonObject status() {
      return status;
    }
  }
}
