package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import javax.annotation.Nullable;

/**
 * A function in the path of every write, as an admission webhook is. Hooks run in the order they
 * were added, on the requests of all clients and of the cluster's own controllers.
 */
@FunctionalInterface
public interface AdmissionHook {
  /** What is about to happen to the object. */
  enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }

  /**
   * One write under review.
   *
   * @param resource the resource written
   * @param subresource {@code status} and the like; null for the object itself
   * @param operation what is about to happen
   * @param namespace null for cluster-scoped resources
   * @param name the object's name
   * @param object the object to be stored; for DELETE the object to be deleted. It belongs to this
   *     call: a hook may change it in place
   * @param oldObject the object as it is stored, not to be changed; null for CREATE
   * @param userAgent who asks; empty for a request without that header
   * @param dryRun whether nothing will be stored
   */
  record Review(
      ResourceType resource,
      @Nullable String subresource,
      Operation operation,
      @Nullable String namespace,
      String name,
      JsonObject object,
      @Nullable JsonObject oldObject,
      String userAgent,
      boolean dryRun) {}

  /**
   * Returns the object to store: the review's own, changed or not, or another. For DELETE the
   * answer is not used.
   *
   * @throws io.leaderworkerset.testkit.api.ClusterApi.ApiException to refuse the request with that
   *     status; {@link Statuses} makes the usual ones
   */
  JsonObject admit(Review review);
}
