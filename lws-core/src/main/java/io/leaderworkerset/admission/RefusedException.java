package io.leaderworkerset.admission;

/** A pod cannot be made a member of its group; the message says why. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message, null, false, false);
  }
}
