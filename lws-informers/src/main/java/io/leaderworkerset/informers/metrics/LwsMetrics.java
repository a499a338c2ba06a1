package io.leaderworkerset.informers.metrics;

import java.time.Instant;
import java.util.Map;

/**
 * What the controllers report about themselves. Every method does nothing unless overridden, is
 * called from many threads, must not block and must not throw.
 *
 * <p>Durations are nanoseconds of a monotonic clock. Strings that become label values come from
 * small fixed sets, except the namespace and name of a set.
 */
public interface LwsMetrics {
  /** Reports nothing. */
  LwsMetrics NONE = new LwsMetrics() {};

  /**
   * One reconcile ended.
   *
   * @param controller name of the worker pool: {@code lws} for sets and groups, {@code events}
   * @param outcome {@code success}, {@code requeue}, {@code conflict} or {@code error}
   * @param nanos how long it took
   */
  default void reconciled(String controller, String outcome, long nanos) {}

  /** Keys that wait for a worker, after a change of that number. */
  default void queueDepth(String queue, int depth) {}

  /** How long a key waited from being due until a worker took it. */
  default void queueLatency(String queue, long nanos) {}

  /**
   * One call to the API server was answered or failed.
   *
   * @param verb {@code get}, {@code list}, {@code watch}, {@code create}, {@code apply}, {@code
   *     patch}, {@code update} or {@code delete}
   * @param resource plural and group, with the subresource: {@code statefulsets.apps/status}
   * @param code the HTTP status, or 0 if there was no answer
   * @param nanos until the answer was there; for a watch, until it was opened
   */
  default void apiCall(String verb, String resource, int code, long nanos) {}

  /**
   * A change that a watch told of led to a write.
   *
   * @param work {@code group}, {@code set} for what the set as a whole owns, or {@code status}
   * @param nanos from the moment the change was known here until the first write it caused was
   *     begun; of several changes answered by one write, the first counts
   */
  default void reacted(String work, long nanos) {}

  /** A write waited for the rate limit. */
  default void writeThrottled(long nanos) {}

  /** An object of a list or watch could not be read and was skipped. */
  default void parseFailed(String resource) {}

  /**
   * A function of ours failed inside an informer: {@code index}, {@code handler}, {@code parse}.
   */
  default void informerFailure(String resource, String where) {}

  /**
   * An informer asked the server again.
   *
   * @param kind {@code list} for everything, {@code watch} to go on where it was
   */
  default void informerRestarted(String resource, String kind) {}

  /** An event was not recorded. {@code why}: {@code full}, {@code failed} or {@code stopped}. */
  default void eventDropped(String why) {}

  /** An event was written, as a new one ({@code create}) or as one more of a series. */
  default void eventWritten(String how) {}

  /** Groups of one set that are in the state now; 0 removes nothing, the state is then empty. */
  default void groups(String namespace, String set, String state, int count) {}

  /** A group is restarted for the cause. */
  default void groupRestarted(String namespace, String set, String cause) {}

  /** A rollout of a set began or ended; {@code phase}: {@code started} or {@code completed}. */
  default void rollout(String namespace, String set, String phase) {}

  /**
   * What blocks a set and its groups now, and since when.
   *
   * @param since by reason, when the oldest one of that reason began; a reason that is not named
   *     does not block the set any more
   */
  default void blocked(String namespace, String set, Map<String, Instant> since) {}

  /** A set is gone: what was reported about it may be dropped. */
  default void setForgotten(String namespace, String set) {}

  /** This process became leader (true) or is not any more. */
  default void leading(boolean leader) {}
}
