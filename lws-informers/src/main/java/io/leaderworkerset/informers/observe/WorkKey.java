package io.leaderworkerset.informers.observe;

/**
 * One piece of work: a set, one of its groups, or its memory of restarts. Immutable, compared by
 * value.
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
