package io.leaderworkerset.informers.cache;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one copy of strings that many objects share, such as label keys, namespaces, node names and
 * revisions. Bounded.
 */
public final class StringPool {
  private static final int MAX_LENGTH = 256;

  private final int limit;
  private final ConcurrentHashMap<String, String> strings = new ConcurrentHashMap<>();

  /**
   * An empty pool.
   *
   * @param limit strings it keeps at most; when that is reached it starts anew, so that names that
   *     are gone do not stay for ever
   */
  public StringPool(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a string pool keeps at least 1 string, not " + limit);
    }
    this.limit = limit;
  }

  /** Returns an equal string, the same one for equal arguments as far as possible. */
  public String intern(String text) {
    if (text.length() > MAX_LENGTH) {
      return text;
    }
    if (strings.size() >= limit && !strings.containsKey(text)) {
      strings.clear();
    }
    String before = strings.putIfAbsent(text, text);
    return before == null ? text : before;
  }
}
