package io.leaderworkerset.informers.apply;

import com.google.gson.JsonObject;
import javax.annotation.Nullable;

/**
 * How to delete an object.
 *
 * @param uid delete only the object with this UID; null for whichever is there
 * @param resourceVersion delete only in this state; null for any
 * @param propagation what happens to dependents; null for the resource's default
 * @param graceSeconds time to shut down; null for the object's own
 */
public record DeleteOptions(
    @Nullable String uid,
    @Nullable String resourceVersion,
    @Nullable Propagation propagation,
    @Nullable Integer graceSeconds) {

  /** What happens to the objects that the deleted one owns. */
  public enum Propagation {
    /** They go first, then the owner. */
    FOREGROUND("Foreground"),
    /** They go after the owner. */
    BACKGROUND("Background"),
    /** They stay. */
    ORPHAN("Orphan");

    private final String text;

    Propagation(String text) {
      this.text = text;
    }
  }

  /** Checks the grace period. */
  public DeleteOptions {
    if (graceSeconds != null && graceSeconds < 0) {
      throw new IllegalArgumentException("the grace period must not be below 0: " + graceSeconds);
    }
  }

  /** Returns options that delete just this incarnation of the object. */
  public static DeleteOptions ofUid(String uid) {
    return new DeleteOptions(uid, null, null, null);
  }

  /** Returns options that also demand the state. */
  public DeleteOptions withResourceVersion(String version) {
    return new DeleteOptions(uid, version, propagation, graceSeconds);
  }

  /** Returns options with that propagation. */
  public DeleteOptions withPropagation(Propagation how) {
    return new DeleteOptions(uid, resourceVersion, how, graceSeconds);
  }

  /** Returns options with that grace period. */
  public DeleteOptions withGraceSeconds(int seconds) {
    return new DeleteOptions(uid, resourceVersion, propagation, seconds);
  }

  JsonObject toJson() {
    JsonObject options = new JsonObject();
    options.addProperty("apiVersion", "v1");
    options.addProperty("kind", "DeleteOptions");
    JsonObject preconditions = new JsonObject();
    if (uid != null) {
      preconditions.addProperty("uid", uid);
    }
    if (resourceVersion != null) {
      preconditions.addProperty("resourceVersion", resourceVersion);
    }
    if (!preconditions.isEmpty()) {
      options.add("preconditions", preconditions);
    }
    if (propagation != null) {
      options.addProperty("propagationPolicy", propagation.text);
    }
    if (graceSeconds != null) {
      options.addProperty("gracePeriodSeconds", graceSeconds);
    }
    return options;
  }
}
