package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.http.Resources;

/** Kinds of objects; each has a watch of its own. */
enum Kind {
  SET(Resources.SETS, "LeaderWorkerSet"),
  REVISION(Resources.REVISIONS, "ControllerRevision"),
  SERVICE(Resources.SERVICES, "Service"),
  STATEFUL_SET(Resources.STATEFUL_SETS, "StatefulSet"),
  POD(Resources.PODS, "Pod");

  @SuppressWarnings("Immutable") // it is: final fields of strings and a boolean
  private final ResourceType type;

  private final String text;

  Kind(ResourceType type, String text) {
    this.type = type;
    this.text = text;
  }

  static Kind of(ResourceType type) {
    for (Kind each : values()) {
      if (each.type.equals(type)) {
        return each;
      }
    }
    throw new IllegalArgumentException("there are no " + type + " in a virtual cluster");
  }

  ResourceType type() {
    return type;
  }

  String text() {
    return text;
  }
}
