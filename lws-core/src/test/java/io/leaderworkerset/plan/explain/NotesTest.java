package io.leaderworkerset.plan.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.plan.explain.Blocker.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class NotesTest {
  @Test
  void saysNoCountAndNoTime() {
    assertThat(
            Notes.of(
                List.of(
                    blocker(
                        2,
                        Code.CONTAINER_CRASHING,
                        "container main of pod web-2-1: CrashLoopBackOff, last exit code 1, 4"
                            + " restarts"),
                    blocker(
                        0,
                        Code.LEADER_UNSCHEDULED,
                        "pod web-0 is not scheduled: 0/5 nodes are available"))))
        .containsExactly(
            "group 0: pod web-0 is not scheduled",
            "group 2: container main of pod web-2-1 ends again and again");
  }

  @Test
  void leavesOutWhatPassesByItself() {
    assertThat(
            Notes.of(
                List.of(
                    blocker(0, Code.LEADER_NOT_READY, "pod web-0 is Pending"),
                    blocker(1, Code.TERMINATING, "pod web-1 is being deleted"))))
        .isEmpty();
  }

  @Test
  void namesThreeGroupsAndThatThereAreOthers() {
    List<Blocker> many = new ArrayList<>();
    for (int i = 9; i >= 0; i--) {
      many.add(blocker(i, Code.IMAGE_FAILING, "container a of pod web-" + i + ": ErrImagePull"));
      many.add(blocker(i, Code.IMAGE_FAILING, "container b of pod web-" + i + ": ErrImagePull"));
    }

    assertThat(Notes.of(many))
        .containsExactly(
            "group 0: container a of pod web-0 has an image that cannot be pulled",
            "group 1: container a of pod web-1 has an image that cannot be pulled",
            "group 2: container a of pod web-2 has an image that cannot be pulled",
            "and others");
  }

  @Test
  void hasFewWordsForEveryTrouble() {
    for (Code code : Code.values()) {
      Blocker blocker = blocker(0, code, "pod " + code.name().toLowerCase(Locale.ROOT));
      assertThat(Notes.of(List.of(blocker))).hasSize(blocker.isTrouble() ? 1 : 0);
    }
  }

  private static Blocker blocker(int group, Code code, String evidence) {
    return new Blocker(group, code, null, evidence, "");
  }
}
