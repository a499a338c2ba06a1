package io.leaderworkerset.informers.observe;

import javax.annotation.Nullable;

/**
 * One piece of work: a set, one of its groups, or its memory of restarts. Immutable, compared by
 * value. Keys are looked up many times for each event, so those of sets and groups compare their
 * parts themselves: what the compiler makes for a record is called through a method handle.
 */
public sealed interface WorkKey {
  /** Returns the set's namespace. */
  String namespace();

  /** Returns the set's name. */
  String set();

  /**
   * Work on a set as a whole.
   *
   * @param namespace the set's namespace
   * @param set the set's name
   */
  record SetKey(String namespace, String set) implements WorkKey {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof SetKey key && set.equals(key.set) && namespace.equals(key.namespace);
    }

    @Override
    public int hashCode() {
      return 31 * namespace.hashCode() + set.hashCode();
    }

    @Override
    public String toString() {
      return namespace + "/" + set;
    }
  }

  /**
   * Work on what is remembered of a set's restarts.
   *
   * @param namespace the set's namespace
   * @param set the set's name
   */
  record RestartsKey(String namespace, String set) implements WorkKey {
    /** Returns the set. */
    public SetKey setKey() {
      return new SetKey(namespace, set);
    }

    @Override
    public String toString() {
      return namespace + "/" + set + " restarts";
    }
  }

  /**
   * Work on one group.
   *
   * @param namespace the set's namespace
   * @param set the set's name
   * @param group the group's index
   */
  record GroupKey(String namespace, String set, int group) implements WorkKey {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof GroupKey key
          && group == key.group
          && set.equals(key.set)
          && namespace.equals(key.namespace);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * namespace.hashCode() + set.hashCode()) + group;
    }

    /** Returns the set that the group belongs to. */
    public SetKey setKey() {
      return new SetKey(namespace, set);
    }

    @Override
    public String toString() {
      return namespace + "/" + set + "/" + group;
    }
  }
}
