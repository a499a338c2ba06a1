package io.leaderworkerset.observe;

/**
 * Names one LeaderWorkerSet object and its incarnation.
 *
 * @param namespace the set's namespace
 * @param name the set's name
 * @param uid the set's UID: another set of the same name has another one
 */
public record SetRef(String namespace, String name, String uid) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
