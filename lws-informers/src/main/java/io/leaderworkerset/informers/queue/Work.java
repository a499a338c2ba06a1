package io.leaderworkerset.informers.queue;

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
}
