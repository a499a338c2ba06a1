package io.leaderworkerset.testkit.cluster;

/** Something has to end first, such as an object that is being deleted; the key is tried again. */
final class RetryLater extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RetryLater(String why) {
    super(why);
  }
}
