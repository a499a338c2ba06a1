package io.leaderworkerset.informers.support;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * The threads of this JVM, without those that HTTP libraries share among all and keep for a while.
 */
public final class Threads {
  private static final Set<String> SHARED = Set.of("OkHttp", "Okio", "scripted-server", "HTTP-");

  private final Set<Thread> alive;

  private Threads(Set<Thread> alive) {
    this.alive = alive;
  }

  public static Threads now() {
    return new Threads(
        Thread.getAllStackTraces().keySet().stream()
            .filter(Thread::isAlive)
            .filter(t -> SHARED.stream().noneMatch(t.getName()::startsWith))
            .collect(Collectors.toSet()));
  }

  /** Names of threads that are there now and were not then. */
  public Set<String> startedSince(Threads then) {
    return alive.stream()
        .filter(t -> !then.alive.contains(t))
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
