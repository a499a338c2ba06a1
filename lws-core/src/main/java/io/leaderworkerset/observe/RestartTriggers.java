package io.leaderworkerset.observe;

import io.leaderworkerset.identity.RestartCause;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.Nullable;

/**
 * Which failures make a group be recreated. A container's restart counts if its name, its exit code
 * and the reason of its end all count; what is not known counts.
 *
 * @param containers names of containers whose restarts count
 * @param exitCodes exit codes that count
 * @param reasons reasons of a container's end that count, such as OOMKilled
 * @param failedPods whether a pod of phase Failed counts by itself, eviction included; if not, only
 *     its deletion does, which follows
 */
public record RestartTriggers(
    Selection<String> containers,
    Selection<Integer> exitCodes,
    Selection<String> reasons,
    boolean failedPods) {
  /** Every container's restart; failed pods too. */
  public static final RestartTriggers STANDARD =
      new RestartTriggers(Selection.all(), Selection.all(), Selection.all(), true);

  /** The Go controller's: every container's restart, a failed pod only when it is deleted. */
  public static final RestartTriggers REFERENCE =
      new RestartTriggers(Selection.all(), Selection.all(), Selection.all(), false);

  /**
   * Some values, or all but some.
   *
   * @param listed whether those in {@code values} are in, or all others
   * @param values the values
   * @param <T> their type
   */
  public record Selection<T extends Comparable<T>>(boolean listed, Set<T> values) {
    /** Copies the values, sorted. */
    public Selection {
      values = Collections.unmodifiableSet(new TreeSet<T>(values));
    }

    /** Returns the selection of all values. */
    public static <T extends Comparable<T>> Selection<T> all() {
      return new Selection<T>(false, Set.of());
    }

    /** Returns whether the value is in; one that is not known is. */
    public boolean has(@Nullable T value) {
      return value == null || values.contains(value) == listed;
    }
  }

  /** Returns whether the container restarted and its restart counts. */
  public boolean isRestart(ContainerTrouble container) {
    return container.restarts() > 0
        && containers.has(container.name())
        && exitCodes.has(container.exitCode())
        && reasons.has(container.exitReason());
  }

  /** Returns whether the cause counts, and the container if there is one. */
  public boolean counts(RestartCause cause, @Nullable ContainerTrouble container) {
    return switch (cause) {
      case CONTAINER_RESTARTED -> container == null || isRestart(container);
      case POD_FAILED, POD_EVICTED -> failedPods;
      case POD_DELETED, POD_LOST, HOLDS_UP_ROLLOUT -> true;
    };
  }
}
