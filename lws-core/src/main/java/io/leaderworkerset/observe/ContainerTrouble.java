package io.leaderworkerset.observe;

import javax.annotation.Nullable;

/**
 * A container of which there is something to say: it restarted, it waits for a reason, or it ended.
 * Containers that simply run are not recorded.
 *
 * @param name the container's name
 * @param init whether it is an init container
 * @param restarts its restart count
 * @param waitingReason why it waits, such as ImagePullBackOff or CrashLoopBackOff; null if it does
 *     not
 * @param waitingMessage what the kubelet says of that, such as the Secret that is not there, at
 *     most {@value #MESSAGE_MAX} characters; null if nothing, and for CrashLoopBackOff, whose
 *     message changes with each try
 * @param exitCode exit code of the last run that ended; null if none ended
 * @param exitReason reason of that end, such as OOMKilled; null if not given
 */
public record ContainerTrouble(
    String name,
    boolean init,
    int restarts,
    @Nullable String waitingReason,
    @Nullable String waitingMessage,
    @Nullable Integer exitCode,
    @Nullable String exitReason) {
  /** Of a longer message the beginning is kept. */
  public static final int MESSAGE_MAX = 256;

  private static final String CRASH_LOOP = "CrashLoopBackOff";

  /** Drops a message without a reason or that changes with each try, and shortens a long one. */
  public ContainerTrouble {
    boolean says = waitingReason != null && !CRASH_LOOP.equals(waitingReason);
    waitingMessage = waitingMessage != null && says ? shorten(waitingMessage) : null;
  }

  /** A container of whose waiting nothing more is known than the reason. */
  public ContainerTrouble(
      String name,
      boolean init,
      int restarts,
      @Nullable String waitingReason,
      @Nullable Integer exitCode,
      @Nullable String exitReason) {
    this(name, init, restarts, waitingReason, null, exitCode, exitReason);
  }

  /** Returns whether it waits because it ended again and again. */
  public boolean isCrashLoop() {
    return CRASH_LOOP.equals(waitingReason);
  }

  private static String shorten(String message) {
    if (message.length() <= MESSAGE_MAX) {
      return message;
    }
    boolean splits = Character.isHighSurrogate(message.charAt(MESSAGE_MAX - 1));
    return message.substring(0, splits ? MESSAGE_MAX - 1 : MESSAGE_MAX);
  }
}
