package io.leaderworkerset.examples.demo;

import java.util.function.Consumer;

/**
 * Watches that a rollout keeps to its budget at every moment: never fewer ready groups than the
 * floor, never more groups than the ceiling.
 */
final class RolloutBudget implements Consumer<ClusterSnapshot> {
  private final String set;
  private int fewestReady = Integer.MAX_VALUE;
  private int mostGroups;

  RolloutBudget(String set) {
    this.set = set;
  }

  @Override
  public synchronized void accept(ClusterSnapshot now) {
    fewestReady = Math.min(fewestReady, now.readyGroups(set));
    mostGroups = Math.max(mostGroups, now.groups(set).size());
  }

  synchronized int fewestReady() {
    return fewestReady;
  }

  synchronized int mostGroups() {
    return mostGroups;
  }
}
