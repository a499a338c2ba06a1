package io.leaderworkerset.informers.apply;

/**
 * A write that was not sent, because this process may not write (any more). It is expected during a
 * stop, and carries no stack trace.
 */
public final class WriteRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WriteRefusedException(String what, String why) {
    super(what + " was not sent: " + why, null, false, false);
  }
}
