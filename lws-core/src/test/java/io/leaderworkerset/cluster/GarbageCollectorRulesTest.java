package io.leaderworkerset.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.leaderworkerset.cluster.GarbageDecision.Propagation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GarbageCollectorRulesTest {
  private static OwnedObject object(String uid, String... owners) {
    List<OwnedObject.Owner> refs =
        Arrays.stream(owners).map(o -> new OwnedObject.Owner(o, true)).toList();
    return new OwnedObject(uid, uid, refs, false, false, false);
  }

  private static OwnedObject loose(String uid, String owner) {
    return new OwnedObject(
        uid, uid, List.of(new OwnedObject.Owner(owner, false)), false, false, false);
  }

  private static OwnedObject foreground(OwnedObject o) {
    return new OwnedObject(o.key(), o.uid(), o.owners(), true, true, false);
  }

  private static OwnedObject terminating(OwnedObject o) {
    return new OwnedObject(o.key(), o.uid(), o.owners(), true, false, false);
  }

  private static OwnedObject orphaning(OwnedObject o) {
    return new OwnedObject(o.key(), o.uid(), o.owners(), true, false, true);
  }

  private static List<GarbageDecision> decide(OwnedObject... objects) {
    return GarbageCollectorRules.decideAll(List.of(objects));
  }

  @Test
  void leavesObjectsWithoutOwnersAndWithLiveOwnersAlone() {
    assertThat(decide(object("a"), object("b", "a"), object("c", "a", "b"))).isEmpty();
  }

  @Test
  void deletesInTheBackgroundWhatHasNoOwnerLeft() {
    OwnedObject b = object("b", "a");
    assertThat(decide(b)).containsExactly(new GarbageDecision.Delete(b, Propagation.BACKGROUND));
  }

  @Test
  void anObjectOfTheSameNameIsNotTheOwner() {
    OwnedObject again = new OwnedObject("a", "a-second", List.of(), false, false, false);
    OwnedObject b = object("b", "a-first");
    assertThat(decide(again, b))
        .containsExactly(new GarbageDecision.Delete(b, Propagation.BACKGROUND));
  }

  @Test
  void anOwnerThatIsOnlyTerminatingStillHoldsItsDependents() {
    assertThat(decide(terminating(object("a")), object("b", "a"))).isEmpty();
  }

  @Test
  void onlyDropsTheReferenceIfAnotherOwnerIsLeft() {
    OwnedObject b = object("b", "a", "gone");
    assertThat(decide(object("a"), b))
        .containsExactly(new GarbageDecision.RemoveOwners(b, Set.of("gone")));
    OwnedObject c = object("c", "a", "w");
    assertThat(decide(object("a"), foreground(object("w", "x")), c))
        .contains(new GarbageDecision.RemoveOwners(c, Set.of("w")));
  }

  @Test
  void keepsAForegroundDeletedOwnerUntilItsBlockingDependentsAreGone() {
    OwnedObject owner = foreground(object("a"));
    OwnedObject leaf = object("leaf", "a");
    OwnedObject middle = object("middle", "a");
    OwnedObject below = object("below", "middle");
    assertThat(decide(owner, leaf, middle, below))
        .containsExactly(
            new GarbageDecision.Delete(leaf, Propagation.BACKGROUND),
            new GarbageDecision.Delete(middle, Propagation.FOREGROUND));
    assertThat(decide(owner, terminating(leaf))).isEmpty();
    assertThat(decide(owner))
        .containsExactly(new GarbageDecision.RemoveFinalizer(owner, "foregroundDeletion"));
  }

  @Test
  void doesNotWaitForDependentsThatDoNotBlock() {
    OwnedObject owner = foreground(object("a"));
    OwnedObject dependent = loose("b", "a");
    assertThat(decide(owner, dependent))
        .containsExactly(
            new GarbageDecision.RemoveFinalizer(owner, "foregroundDeletion"),
            new GarbageDecision.Delete(dependent, Propagation.BACKGROUND));
  }

  @Test
  void freesTheDependentsOfAnOrphaningOwnerFirst() {
    OwnedObject owner = orphaning(object("a"));
    OwnedObject dependent = object("b", "a");
    assertThat(decide(owner, dependent))
        .containsExactly(new GarbageDecision.RemoveOwners(dependent, Set.of("a")));
    assertThat(decide(owner)).containsExactly(new GarbageDecision.RemoveFinalizer(owner, "orphan"));
  }

  @Test
  void unblocksACycleOfOwners() {
    OwnedObject a = foreground(object("a", "b"));
    OwnedObject b = object("b", "a");
    assertThat(decide(a, b))
        .containsExactly(
            new GarbageDecision.Unblock(b), new GarbageDecision.Delete(b, Propagation.FOREGROUND));
  }

  @Test
  void honoursAFinalizerThatIsThereAlready() {
    OwnedObject b =
        new OwnedObject("b", "b", List.of(new OwnedObject.Owner("gone", true)), false, false, true);
    assertThat(decide(b)).containsExactly(new GarbageDecision.Delete(b, Propagation.ORPHAN));
  }

  @Test
  void everyForestCollapsesWhenItsRootIsDeletedAndNothingElseGoes() {
    for (int code = 0; code < 4 * 4 * 4 * 4 * 2; code++) {
      Map<String, OwnedObject> objects = forest(code);
      boolean foreground = code % 2 == 0;
      List<String> doomed = descendants(objects, "0");
      collapse(objects, foreground);
      assertThat(objects.keySet()).as("case %s", code).doesNotContainAnyElementsOf(doomed);
      assertThat(objects).as("case %s", code).hasSize(5 - doomed.size());
    }
  }

  /** Five objects; each but the first is owned by an earlier one, or by none. */
  private static Map<String, OwnedObject> forest(int code) {
    Map<String, OwnedObject> out = new LinkedHashMap<>();
    out.put("0", object("0"));
    int rest = code / 2;
    for (int i = 1; i < 5; i++) {
      int owner = rest % 4;
      rest /= 4;
      out.put("" + i, owner < i ? object("" + i, "" + owner) : object("" + i));
    }
    return out;
  }

  private static List<String> descendants(Map<String, OwnedObject> objects, String root) {
    List<String> out = new ArrayList<>(List.of(root));
    for (OwnedObject o : objects.values()) {
      if (o.owners().stream().anyMatch(owner -> out.contains(owner.uid()))) {
        out.add(o.uid());
      }
    }
    return out;
  }

  private static void collapse(Map<String, OwnedObject> objects, boolean foreground) {
    if (foreground) {
      objects.put("0", foreground(objects.get("0")));
    } else {
      objects.remove("0");
    }
    for (int round = 0; round < 30; round++) {
      List<GarbageDecision> decisions = GarbageCollectorRules.decideAll(objects.values());
      if (decisions.isEmpty()) {
        return;
      }
      decisions.forEach(d -> apply(objects, d));
    }
    throw new AssertionError("does not end: " + objects);
  }

  private static void apply(Map<String, OwnedObject> objects, GarbageDecision d) {
    OwnedObject now = objects.get(d.object().uid());
    if (d instanceof GarbageDecision.Delete x) {
      if (x.propagation() == Propagation.FOREGROUND) {
        objects.put(now.uid(), foreground(now));
      } else {
        objects.remove(now.uid());
      }
    } else if (d instanceof GarbageDecision.RemoveFinalizer) {
      objects.remove(now.uid());
    }
  }
}
