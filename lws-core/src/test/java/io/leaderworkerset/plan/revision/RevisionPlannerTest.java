package io.leaderworkerset.plan.revision;

import static io.leaderworkerset.plan.Observations.meaning;
import static io.leaderworkerset.plan.Observations.revision;
import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.observe.RevisionObservation;
import io.leaderworkerset.plan.revision.RevisionDecision.NewRevision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevisionPlannerTest {
  @Test
  void createsTheFirstRevisionOfANewSet() {
    assertThat(RevisionPlanner.decide(null, "rev1", "{rev1}", List.of()))
        .isEqualTo(new RevisionDecision("rev1", false, new NewRevision("rev1", 1)));
  }

  @Test
  void usesTheRevisionThatIsThereWhenTheStatefulSetIsNot() {
    assertThat(
            RevisionPlanner.decide(
                null, "rev2", "{rev2}", List.of(revision("rev1", 1), revision("rev2", 2))))
        .isEqualTo(new RevisionDecision("rev2", false, null));
  }

  @Test
  void staysAtTheCurrentRevisionWhileTheTemplateIsTheSame() {
    assertThat(RevisionPlanner.decide("rev1", "rev1", "{rev1}", List.of(revision("rev1", 1))))
        .isEqualTo(new RevisionDecision("rev1", false, null));
  }

  @Test
  void makesAMissingCurrentRevisionAgainUnderTheSameKeyWithoutAnUpdate() {
    assertThat(RevisionPlanner.decide("theirs", "rev2", "{rev2}", List.of(revision("rev1", 4))))
        .isEqualTo(new RevisionDecision("theirs", false, new NewRevision("theirs", 5)));
  }

  @Test
  void staysAtARevisionThatOnlyAnotherWriterSerialisedOtherwise() {
    List<RevisionObservation> theirs = List.of(revision("theirs", 3, "{same}"));

    assertThat(RevisionPlanner.decide("theirs", "ours", "{same}", theirs))
        .isEqualTo(new RevisionDecision("theirs", false, null));
  }

  @Test
  void createsARevisionForANewTemplateNumberedAfterTheHighest() {
    List<RevisionObservation> there = List.of(revision("rev5", 5), revision("rev2", 2));

    assertThat(RevisionPlanner.decide("rev5", "rev6", "{rev6}", there))
        .isEqualTo(new RevisionDecision("rev6", true, new NewRevision("rev6", 6)));
  }

  @Test
  void goesBackToTheOldRevisionOnARollback() {
    List<RevisionObservation> there = List.of(revision("rev1", 1), revision("rev2", 2));

    assertThat(RevisionPlanner.decide("rev2", "rev1", "{rev1}", there))
        .isEqualTo(new RevisionDecision("rev1", true, null));
  }

  @Test
  void goesBackToAnOldRevisionThatAnotherWriterMade() {
    List<RevisionObservation> there = List.of(revision("theirs", 1, "{a}"), revision("rev2", 2));

    assertThat(RevisionPlanner.decide("rev2", "ours", "{a}", there))
        .isEqualTo(new RevisionDecision("theirs", true, null));
  }

  @Test
  void prefersTheLiveKeyThenTheNewestOfRevisionsWithTheSameMeaning() {
    List<RevisionObservation> there =
        List.of(revision("a", 1, "{x}"), revision("b", 2, "{x}"), revision("c", 3, "{x}"));

    assertThat(RevisionPlanner.decide(null, "b", "{x}", there).key()).isEqualTo("b");
    assertThat(RevisionPlanner.decide(null, "unknown", "{x}", there).key()).isEqualTo("c");
  }

  /** Defect 4: an apply that keeps failing must not leave one more revision at every try. */
  @Test
  void createsNoSecondRevisionWhileTheApplyKeepsFailing() {
    List<RevisionObservation> there = new ArrayList<>(List.of(revision("rev1", 1)));
    for (int attempt = 0; attempt < 50; attempt++) {
      RevisionDecision decision = RevisionPlanner.decide("rev1", "rev2", "{rev2}", there);
      assertThat(decision.key()).isEqualTo("rev2");
      assertThat(decision.templateUpdated()).isTrue();
      if (decision.create() != null) {
        there.add(revision(decision.create().key(), decision.create().number()));
      }
    }

    assertThat(there).containsExactly(revision("rev1", 1), revision("rev2", 2));
  }

  @Test
  void decidesTheSameForRevisionsInAnyOrder() {
    List<RevisionObservation> there =
        new ArrayList<>(
            List.of(
                revision("a", 1, "{x}"),
                revision("b", 2, "{x}"),
                revision("c", 3, "{y}"),
                revision("d", 4, "{z}")));
    RevisionDecision expected = RevisionPlanner.decide("d", "unknown", "{x}", there);
    Random random = new Random(5);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(there, random);
      assertThat(RevisionPlanner.decide("d", "unknown", "{x}", there)).isEqualTo(expected);
    }
  }

  @Test
  void removesWhatNothingCarriesOldestFirst() {
    List<RevisionObservation> there =
        List.of(revision("c", 3), revision("b", 2), revision("a", 1), revision("now", 4));

    assertThat(RevisionPlanner.removable("now", meaning("now"), Set.of("b"), there))
        .containsExactly(revision("a", 1), revision("c", 3));
  }

  @Test
  void removesNothingOfASetWithOneRevision() {
    assertThat(
            RevisionPlanner.removable("now", meaning("now"), Set.of(), List.of(revision("now", 1))))
        .isEmpty();
  }

  @Test
  void keepsTheNewestOfSeveralCopies() {
    List<RevisionObservation> there = List.of(revision("now", 3), revision("now", 4));

    assertThat(RevisionPlanner.removable("now", meaning("now"), Set.of("now"), there))
        .containsExactly(revision("now", 3));
  }

  @Test
  void removesARevisionOfTheKeyToKeepThatMeansSomethingElse() {
    RevisionObservation right = revision("now", 3);
    RevisionObservation wrong = revision("now", 4, meaning("before"));

    assertThat(
            RevisionPlanner.removable("now", meaning("now"), Set.of("now"), List.of(right, wrong)))
        .containsExactly(wrong);
    assertThat(RevisionPlanner.removable("now", meaning("now"), Set.of("now"), List.of(wrong)))
        .as("better that than none")
        .isEmpty();
  }
}
