package io.leaderworkerset.testkit.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.LiveReader;
import io.leaderworkerset.informers.observe.ObservedObject;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.SeenGroup;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.GroupKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;
import org.junit.jupiter.api.Test;

class RenderingTest {
  private static final class NoSink implements ClusterState.Sink {
    @Override
    public void now(WorkKey work) {}

    @Override
    public void soon(SetKey set, int settledGroups) {}
  }

  @Test
  void aWorkerStatefulSetIsToldAsItWouldBeReadFromWhatTheServerShows() {
    Set<WorkerSetObservation> different = new HashSet<>();
    for (long seed = 0; seed < 40; seed++) {
      Stored set = null;
      for (Stored each : allVersions(seed)) {
        set = each.kind() == Kind.SET ? each : set;
        if (set != null && isOfGroup(each)) {
          WorkerSetObservation told = workerSet(set, each, each.observed());

          assertThat(told)
              .isEqualTo(workerSet(set, each, ObservedObject.ofStatefulSet(Rendering.tree(each))));
          different.add(told);
        }
      }
    }
    assertThat(different)
        .anyMatch(WorkerSetObservation::deleting)
        .anyMatch(WorkerSetObservation::isReady)
        .anyMatch(each -> !each.settled());
  }

  private static boolean isOfGroup(Stored object) {
    return object.kind() == Kind.STATEFUL_SET && object.statefulSet().template().group() != null;
  }

  private static List<Stored> allVersions(long seed) {
    List<Stored> out = new ArrayList<>();
    World world = new World(Workload.anything().script(seed), ManagerCode.OURS, false);
    world
        .store()
        .listen(
            (before, after) -> {
              if (after != null) {
                out.add(after);
              }
            });
    world.run();
    return out;
  }

  @Nullable
  private static WorkerSetObservation workerSet(Stored set, Stored object, ObservedObject told) {
    ClusterState state = new ClusterState(new NoSink(), () -> 0L);
    set.observed().putInto(state);
    told.putInto(state);
    Observer observer =
        new Observer(
            state, mock(LiveReader.class), "lws", false, RestartSettings.STANDARD, () -> 0L);
    Integer group = object.statefulSet().template().group();
    SeenGroup seen =
        observer.observe(new GroupKey(Rendering.NAMESPACE, set.name(), group == null ? -1 : group));
    return seen == null ? null : seen.observation().workerSet();
  }
}
