package io.leaderworkerset.examples.demo;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * One group of a set as its pods show it.
 *
 * @param size pods it should have, leader included
 * @param leader null while there is none
 * @param workers those that are there, sorted by worker index
 */
record GroupView(String set, int index, int size, @Nullable PodView leader, List<PodView> workers) {

  /** Returns whether all its pods are there, are ready and stay. */
  boolean isReady() {
    return leader != null
        && workers.size() == size - 1
        && pods().stream().allMatch(PodView::serves);
  }

  /** Returns how many workers are ready. */
  long readyWorkers() {
    return workers.stream().filter(PodView::serves).count();
  }

  /** Returns the pods, the leader first. */
  List<PodView> pods() {
    return Stream.concat(Stream.ofNullable(leader), workers.stream()).toList();
  }

  /** Returns the revision keys of its pods, without repeats. */
  Set<String> revisions() {
    return pods().stream().map(PodView::revision).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the nodes of its pods, without repeats. */
  Set<String> nodes() {
    return pods().stream()
        .map(PodView::node)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the UIDs of its pods. */
  Set<String> uids() {
    return pods().stream().map(PodView::uid).collect(Collectors.toCollection(TreeSet::new));
  }
}
