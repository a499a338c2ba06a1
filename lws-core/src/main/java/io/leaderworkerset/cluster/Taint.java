package io.leaderworkerset.cluster;

/**
 * A taint of a node.
 *
 * @param key its key
 * @param value its value, empty if it has none
 * @param effect what it does
 */
public record Taint(String key, String value, Effect effect) {

  /** What a taint does to pods that do not tolerate it. */
  public enum Effect {
    /** They are not scheduled there. */
    NO_SCHEDULE,
    /** They are scheduled there only if there is no better node. */
    PREFER_NO_SCHEDULE,
    /** They are not scheduled there, and those running there are deleted. */
    NO_EXECUTE
  }
}
