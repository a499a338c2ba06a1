package io.leaderworkerset.examples;

import java.util.Set;
import java.util.stream.Collectors;

/** Threads of this library; not those that HTTP libraries and the test's server keep a while. */
public final class TestThreads {
  private static final Set<String> SHARED =
      Set.of("OkHttp", "Okio", "Keep-Alive", "Common-Cleaner", "HttpClient", "embedded-api");

  private TestThreads() {}

  public static Set<Thread> now() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> SHARED.stream().noneMatch(thread.getName()::startsWith))
        .collect(Collectors.toSet());
  }

  /** Waits until no thread is left that was not there then. */
  public static void awaitOnly(Set<Thread> then) {
    Eventually.await(
        () -> "only threads of before, but there are " + since(then), () -> since(then).isEmpty());
  }

  private static Set<String> since(Set<Thread> then) {
    return now().stream()
        .filter(thread -> !then.contains(thread))
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
