package io.leaderworkerset.informers.observe;

import java.util.HashMap;
import java.util.Map;
import javax.annotation.Nullable;

/**
 * Own writes that the caches do not show yet. While there are any for a piece of work, its caches
 * are behind, and planning on them would do the same twice. Not thread-safe; {@link SetState}
 * guards it.
 */
final class Expectations {
  private final Map<Object, Map<Target, Expected>> byWork = new HashMap<>();

  private record Target(ObjectKind kind, String name) {}

  private record Expected(String uid, String resourceVersion, boolean gone, long deadlineNanos) {}

  /** Expects to see an object at that version, or a later one, or another object of that name. */
  void written(WorkKey work, ObjectKind kind, ObjectId id, long deadlineNanos) {
    put(work, kind, id.name(), new Expected(id.uid(), id.resourceVersion(), false, deadlineNanos));
  }

  /** Expects to see an object going or gone. */
  void deleted(WorkKey work, ObjectKind kind, String name, String uid, long deadlineNanos) {
    put(work, kind, name, new Expected(uid, "", true, deadlineNanos));
  }

  private void put(WorkKey work, ObjectKind kind, String name, Expected expected) {
    byWork.computeIfAbsent(work, k -> new HashMap<>(2)).put(new Target(kind, name), expected);
  }

  /**
   * Tells what the cache shows of an object now.
   *
   * @param id null if the object is gone
   * @param deleting whether it is being deleted
   */
  void seen(WorkKey work, ObjectKind kind, String name, @Nullable ObjectId id, boolean deleting) {
    Map<Target, Expected> pending = byWork.get(work);
    if (pending == null) {
      return;
    }
    Target target = new Target(kind, name);
    Expected expected = pending.get(target);
    if (expected != null && isMet(expected, id, deleting)) {
      pending.remove(target);
      if (pending.isEmpty()) {
        byWork.remove(work);
      }
    }
  }

  /** Whether the cache shows a write; a cached object of unknown version shows any write to it. */
  static boolean isShown(ObjectId written, @Nullable ObjectId cached) {
    return cached != null
        && cached.uid().equals(written.uid())
        && (cached.resourceVersion().isEmpty()
            || isAtLeast(cached.resourceVersion(), written.resourceVersion()));
  }

  private static boolean isMet(Expected expected, @Nullable ObjectId id, boolean deleting) {
    if (expected.gone()) {
      return id == null || deleting || !id.uid().equals(expected.uid());
    }
    return id == null
        || !id.uid().equals(expected.uid())
        || isAtLeast(id.resourceVersion(), expected.resourceVersion());
  }

  /** Resource versions of one resource compare as decimal numbers; others only by equality. */
  private static boolean isAtLeast(String version, String wanted) {
    if (version.length() != wanted.length()) {
      return version.length() > wanted.length();
    }
    return version.compareTo(wanted) >= 0;
  }

  /**
   * Returns how long to wait for writes of this work at most, in nanoseconds; 0 if none is pending.
   * Those past their deadline are given up: the watch is slower than that, or the object is gone.
   */
  long pendingNanos(WorkKey work, long nowNanos) {
    Map<Target, Expected> pending = byWork.get(work);
    if (pending == null) {
      return 0;
    }
    pending.values().removeIf(e -> e.deadlineNanos() - nowNanos <= 0);
    if (pending.isEmpty()) {
      byWork.remove(work);
      return 0;
    }
    long longest = 0;
    for (Expected each : pending.values()) {
      longest = Math.max(longest, each.deadlineNanos() - nowNanos);
    }
    return longest;
  }
}
