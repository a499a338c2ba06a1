package io.leaderworkerset.informers.queue;

import java.util.Map;

/**
 * Brings one key's part of the world to where it should be.
 *
 * @param <T> the key
 */
@FunctionalInterface
public interface Work<T> {
  /**
   * Works on the key; never two at a time on the same one.
   *
   * @throws Exception to be called again for this key after its back-off
   */
  WorkResult on(T key) throws Exception;

  /**
   * Returns what log lines of the work on this key carry, as keys of SLF4J's MDC; none, if not
   * overridden.
   */
  default Map<String, String> logContext(T key) {
    return Map.of();
  }
}
