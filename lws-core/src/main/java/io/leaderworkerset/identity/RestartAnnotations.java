package io.leaderworkerset.identity;

import java.util.Set;

/**
 * Annotations on a set that say when its groups are recreated. They are read from the live set, not
 * from a revision: a change takes effect at once and restarts nothing. The Go controller does not
 * know them.
 */
public final class RestartAnnotations {
  /** What the name of each of them begins with. */
  public static final String PREFIX = "leaderworkerset.io/restart-";

  /**
   * How long a group waits before its second restart, such as {@code 10s}; {@code 0s} for never.
   */
  public static final String BACKOFF = PREFIX + "backoff";

  /** The longest such wait, such as {@code 5m}. */
  public static final String BACKOFF_MAX = PREFIX + "backoff-max";

  /** How long a group is to be ready until its restarts are forgotten, such as {@code 10m}. */
  public static final String FORGET_AFTER = PREFIX + "forget-after";

  /** How many failures are answered by a restart, at least 1; or {@code none}. */
  public static final String BUDGET = PREFIX + "budget";

  /** Names of the only containers whose restarts count, comma-separated. */
  public static final String ON_CONTAINERS = PREFIX + "on-containers";

  /** Names of containers whose restarts do not count, such as sidecars. */
  public static final String IGNORE_CONTAINERS = PREFIX + "ignore-containers";

  /** The only exit codes that count. */
  public static final String ON_EXIT_CODES = PREFIX + "on-exit-codes";

  /** Exit codes that do not count. */
  public static final String IGNORE_EXIT_CODES = PREFIX + "ignore-exit-codes";

  /** The only reasons of a container's end that count, such as {@code OOMKilled}. */
  public static final String ON_REASONS = PREFIX + "on-reasons";

  /** Reasons of a container's end that do not count, such as {@code Completed}. */
  public static final String IGNORE_REASONS = PREFIX + "ignore-reasons";

  /** A new value, such as the time, forgets all restarts so far: what waits is restarted. */
  public static final String RESUME = PREFIX + "resume";

  /** On the leader StatefulSet, never on a set: the restarts that are remembered. */
  public static final String HISTORY = PREFIX + "history";

  /** All that a user may set. */
  public static final Set<String> OF_USERS =
      Set.of(
          BACKOFF,
          BACKOFF_MAX,
          FORGET_AFTER,
          BUDGET,
          ON_CONTAINERS,
          IGNORE_CONTAINERS,
          ON_EXIT_CODES,
          IGNORE_EXIT_CODES,
          ON_REASONS,
          IGNORE_REASONS,
          RESUME);

  private RestartAnnotations() {}
}
