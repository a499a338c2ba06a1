package io.leaderworkerset.examples.demo;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/** The pods of all groups at one moment, sorted by set, group and worker. */
record ClusterSnapshot(List<PodView> pods) {
  private static final Comparator<PodView> ORDER =
      Comparator.comparing(PodView::set)
          .thenComparing(PodView::group)
          .thenComparing(PodView::worker)
          .thenComparing(PodView::uid);

  ClusterSnapshot {
    pods = pods.stream().sorted(ORDER).toList();
  }

  /** Reads pods as the API has them; those that are in no group are left out. */
  static ClusterSnapshot of(Collection<JsonObject> pods) {
    List<PodView> views = new ArrayList<>();
    for (JsonObject pod : pods) {
      PodView view = PodView.of(pod);
      if (view != null) {
        views.add(view);
      }
    }
    return new ClusterSnapshot(views);
  }

  /** Returns the groups of which any pod is there, of one set or of all (null). */
  List<GroupView> groups(@Nullable String set) {
    Map<String, Map<Integer, List<PodView>>> sorted = new TreeMap<>();
    for (PodView pod : pods) {
      if (set == null || pod.set().equals(set)) {
        sorted
            .computeIfAbsent(pod.set(), name -> new TreeMap<>())
            .computeIfAbsent(pod.group(), index -> new ArrayList<>())
            .add(pod);
      }
    }
    List<GroupView> out = new ArrayList<>();
    sorted.forEach(
        (name, groups) -> groups.forEach((index, members) -> out.add(group(name, index, members))));
    return out;
  }

  /** Returns how many groups of the set are ready. */
  int readyGroups(String set) {
    return (int) groups(set).stream().filter(GroupView::isReady).count();
  }

  /** Returns the UIDs of a set's pods. */
  Set<String> uids(String set) {
    return pods.stream()
        .filter(pod -> pod.set().equals(set))
        .map(PodView::uid)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static GroupView group(String set, int index, List<PodView> members) {
    PodView leader = members.stream().filter(pod -> pod.worker() == 0).findFirst().orElse(null);
    List<PodView> workers = members.stream().filter(pod -> pod.worker() > 0).toList();
    int size = members.stream().mapToInt(PodView::size).max().orElse(1);
    return new GroupView(set, index, size, leader, workers);
  }
}
