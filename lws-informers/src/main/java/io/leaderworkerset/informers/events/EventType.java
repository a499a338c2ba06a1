package io.leaderworkerset.informers.events;

/** How much an event matters. */
public enum EventType {
  /** For information. */
  NORMAL("Normal"),
  /** Somebody may have to act. */
  WARNING("Warning");

  private final String text;

  EventType(String text) {
    this.text = text;
  }

  /** Returns the text the API uses. */
  public String text() {
    return text;
  }
}
