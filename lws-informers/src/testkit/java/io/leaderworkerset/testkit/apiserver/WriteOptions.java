package io.leaderworkerset.testkit.apiserver;

/**
 * Who writes and how.
 *
 * @param manager the field manager
 * @param userAgent as the client names itself
 * @param dryRun whether nothing is to be stored
 * @param force whether an apply takes fields that others own
 */
record WriteOptions(String manager, String userAgent, boolean dryRun, boolean force) {
  static WriteOptions of(String manager) {
    return new WriteOptions(manager, manager, false, false);
  }
}
