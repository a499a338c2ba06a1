package io.leaderworkerset.observe;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * One condition of a set's status.
 *
 * @param type Available, Progressing, UpdateInProgress or Blocked
 * @param status whether it holds
 * @param reason why, in PascalCase
 * @param message why, for a person
 * @param observedGeneration generation of the set that this is said of
 * @param lastTransitionTime when the status last flipped; null only in a status not yet written
 */
public record SetCondition(
    String type,
    boolean status,
    String reason,
    String message,
    long observedGeneration,
    @Nullable Instant lastTransitionTime) {}
