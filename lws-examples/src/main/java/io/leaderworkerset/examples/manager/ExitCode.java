package io.leaderworkerset.examples.manager;

/** How the command {@code run} ends. */
enum ExitCode {
  /** It was asked to stop, and all work ended. */
  STOPPED(0),
  /** It could not start, or failed. */
  FAILED(1),
  /** The command line or the configuration is wrong. */
  MISCONFIGURED(2),
  /** The Lease was lost: start it anew. */
  LEASE_LOST(3),
  /** It was asked to stop, but work under way had to be interrupted. */
  NOT_DRAINED(4);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
