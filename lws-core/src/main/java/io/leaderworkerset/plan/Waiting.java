package io.leaderworkerset.plan;

import io.leaderworkerset.identity.Reason;
import javax.annotation.Nullable;

/**
 * What a plan waits for, or why it does nothing.
 *
 * @param group the group's index; null if the whole set waits
 * @param reason the kind of reason
 * @param message what it waits for, where, and what would let it go on
 */
public record Waiting(@Nullable Integer group, Reason reason, String message) {}
