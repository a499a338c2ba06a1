package io.leaderworkerset.testkit.apiserver;

import javax.annotation.Nullable;

/**
 * One committed change.
 *
 * @param previous the version before; null for ADDED
 */
record Event(ResourceType resource, String type, Stored object, @Nullable Stored previous) {
  static final String ADDED = "ADDED";
  static final String MODIFIED = "MODIFIED";
  static final String DELETED = "DELETED";

  long version() {
    return object.version();
  }
}
