package io.leaderworkerset.examples;

import java.util.Set;
import java.util.stream.Collectors;

/** Threads of this library and of servers; not those that HTTP libraries share and keep a while. */
public final class TestThreads {
  private static final Set<String> SHARED = Set.of("OkHttp", "Okio", "Keep-Alive", "Common-Cleaner");

  private TestThreads() {}

  public static Set<Thread> now() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> SHARED.stream().noneMatch(t.getName()::startsWith))
        .collect(Collectors.toSet());
  }

  /** Waits until no thread is left that was not there then. */
  public static void awaitOnly(Set<Thread> then) {
    Eventually.await(
        "no thread is left",
        () -> {
          Set<Thread> now = now();
          now.removeAll(then);
          now.removeIf(thread -> !thread.isAlive());
          return now.isEmpty();
        });
  }
}
