package io.leaderworkerset.informers.events;

/** What makes two events one series. */
record EventKey(Regarding regarding, EventType type, String reason, String action, String note) {
  @Override
  public String toString() {
    return reason
        + " of "
        + regarding.kind()
        + " "
        + regarding.namespace()
        + "/"
        + regarding.name();
  }
}
