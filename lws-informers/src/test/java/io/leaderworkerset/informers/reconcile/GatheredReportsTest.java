package io.leaderworkerset.informers.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.identity.Reason;
import io.leaderworkerset.informers.reconcile.GroupsEvent.Kind;
import io.leaderworkerset.observe.SetRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheredReportsTest {
  private static final SetRef WEB = new SetRef("ns", "web", "uid-1");

  private final List<String> told = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  private final GatheredReports reports =
      new GatheredReports(
          (set, warning, reason, note) -> told.add(reason + ": " + note),
          (task, after) -> {
            tasks.add(task);
            waits.add(after);
          });

  private static GroupsEvent workersOf(int group) {
    return new GroupsEvent(
        Kind.WORKERS_CREATED,
        Reason.GROUPS_PROGRESSING,
        group,
        group,
        "Created worker statefulset for leader pod web-" + group,
        "");
  }

  private static GroupsEvent restartOf(int group) {
    String why = "pod web-" + group + "-1 was lost or replaced";
    return new GroupsEvent(
        Kind.RECREATED,
        Reason.RECREATE_GROUP,
        group,
        group,
        "Recreating group " + group + ": " + why,
        why);
  }

  private void nextWindowEnds() {
    tasks.remove(0).run();
  }

  @Test
  void tellsWhatHappenedOnceAsItWas() {
    reports.groups(WEB, restartOf(3));
    assertThat(told).isEmpty();
    nextWindowEnds();
    assertThat(told)
        .containsExactly("RecreateGroup: Recreating group 3: pod web-3-1 was lost or replaced");
  }

  @Test
  void tellsOfManyGroupsInOneReport() {
    for (int group = 199; group >= 0; group--) {
      reports.groups(WEB, workersOf(group));
    }
    nextWindowEnds();
    assertThat(told)
        .containsExactly("GroupsProgressing: Created worker statefulsets for groups 0 to 199");
  }

  @Test
  void saysWhatHappenedToTheFirstOfManyThatAreRecreated() {
    reports.groups(WEB, restartOf(7));
    reports.groups(WEB, restartOf(8));
    reports.groups(WEB, restartOf(2));
    nextWindowEnds();
    assertThat(told)
        .containsExactly(
            "RecreateGroup: Recreating groups 2, 7 to 8; first group 7: pod web-7-1 was lost or"
                + " replaced");
  }

  @Test
  void joinsTheStepsOfARollout() {
    reports.groups(WEB, updated(190, 199));
    reports.groups(WEB, updated(180, 189));
    nextWindowEnds();
    assertThat(told).containsExactly("GroupsUpdating: Updating replicas 180 to 199 (inclusive)");
  }

  private static GroupsEvent updated(int first, int last) {
    String note = "Updating replicas " + first + " to " + last + " (inclusive)";
    return new GroupsEvent(Kind.UPDATED, Reason.GROUPS_UPDATING, first, last, note, "");
  }

  @Test
  void gathersLongerWhileItGoesOnAndShortAgainAfterAPause() {
    for (int group = 0; group < 7; group++) {
      reports.groups(WEB, workersOf(group));
      nextWindowEnds();
    }
    assertThat(waits.stream().map(Duration::toMillis))
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L, 8000L);
    nextWindowEnds(); // nothing came in this one
    assertThat(tasks).isEmpty();
    reports.groups(WEB, workersOf(9));
    assertThat(waits.get(waits.size() - 1)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void keepsSetsAndKindsApart() {
    SetRef other = new SetRef("ns", "other", "uid-2");
    reports.groups(WEB, workersOf(0));
    reports.groups(WEB, restartOf(1));
    reports.groups(other, workersOf(2));
    nextWindowEnds();
    nextWindowEnds();
    nextWindowEnds();
    assertThat(told).hasSize(3).allMatch(note -> !note.contains("groups"));
  }

  @Test
  void tellsTheRestInTheEnd() {
    reports.groups(WEB, workersOf(0));
    reports.groups(WEB, workersOf(1));
    reports.flush();
    assertThat(told)
        .containsExactly("GroupsProgressing: Created worker statefulsets for groups 0 to 1");
    reports.flush();
    assertThat(told).as("once").hasSize(1);
  }

  @Test
  void fitsIntoAnEventHoweverManyGroupsThereAre() {
    for (int group = 0; group < 20_000; group += 2) {
      reports.groups(WEB, restartOf(group));
    }
    nextWindowEnds();
    assertThat(told.get(0).getBytes(StandardCharsets.UTF_8).length).isLessThan(1024);
  }
}
