package io.leaderworkerset.plan.restart;

import io.leaderworkerset.observe.RestartRecord;
import java.time.Duration;
import java.time.Instant;
import javax.annotation.Nullable;

/**
 * Whether a group is recreated, and when.
 *
 * @param kind what is done
 * @param decision what happened
 * @param record what to remember from now on; null if nothing is. Once the restart is done, its
 *     {@link RestartRecord#done}
 */
public record RestartVerdict(Kind kind, RestartDecision decision, @Nullable RestartRecord record) {
  /** The verdict on a group to which nothing happened that counts. */
  public static final RestartVerdict KEEP =
      new RestartVerdict(Kind.KEEP, RestartDecision.KEEP, null);

  /** What is done about a group. */
  public enum Kind {
    /** Nothing. */
    KEEP,
    /** It is recreated. */
    NOW,
    /** It waits for its back-off. */
    LATER,
    /** Its budget is used up: it is kept as it is. */
    HELD
  }

  /** Returns the verdict that never waits and remembers nothing. */
  public static RestartVerdict atOnce(RestartDecision decision) {
    return decision.isRecreate() ? new RestartVerdict(Kind.NOW, decision, null) : KEEP;
  }

  /** Returns what happened and what follows, for a person; empty unless the group waits. */
  public String describe(String leaderPod) {
    RestartRecord last = record;
    if (last == null) {
      return "";
    }
    return switch (kind) {
      case LATER -> RestartTexts.later(decision, last, leaderPod);
      case HELD -> RestartTexts.held(decision, last, leaderPod);
      default -> "";
    };
  }

  /**
   * Returns how long to wait, above zero; null if it is not the time that is waited for.
   *
   * @param now the time it was judged at; null only of a verdict that does not wait
   */
  @Nullable
  public Duration untilDue(@Nullable Instant now) {
    if (kind != Kind.LATER || record == null || now == null) {
      return null;
    }
    return Duration.between(now, record.at());
  }
}
