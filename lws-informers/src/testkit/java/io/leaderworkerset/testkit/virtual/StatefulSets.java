package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.cluster.OwnedObject;
import io.leaderworkerset.cluster.PodDecision;
import io.leaderworkerset.cluster.PodPhase;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.cluster.StatefulSetPlan;
import io.leaderworkerset.cluster.StatefulSetPod;
import io.leaderworkerset.cluster.StatefulSetRules;
import io.leaderworkerset.cluster.StatefulSetState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * The StatefulSet controller. It looks at a set some time after something changed, and carries out
 * what it decided one by one: meanwhile the world may have changed.
 */
final class StatefulSets implements Store.Listener {
  private static final String ACTOR = "statefulset controller";
  private static final long NAME_TAKEN_RETRY = 500_000_000L;

  private final World world;
  private final Chance chance;
  private final boolean maxUnavailableGate;
  private final Set<String> scheduled = new HashSet<>();
  private final Map<String, Body.Template> templates = new HashMap<>();
  private final Map<String, Integer> underWay = new HashMap<>();

  StatefulSets(World world, Chance chance, boolean maxUnavailableGate) {
    this.world = world;
    this.chance = chance;
    this.maxUnavailableGate = maxUnavailableGate;
  }

  @Override
  public void changed(@Nullable Stored before, @Nullable Stored after) {
    Stored object = after == null ? before : after;
    if (object == null) {
      return;
    }
    if (object.kind() == Kind.POD) {
      schedule(object.pod().statefulSetUid());
    } else if (object.kind() == Kind.STATEFUL_SET && after != null) {
      Body.Template template = after.statefulSet().template();
      templates.put(template.revision(), template);
      schedule(after.uid());
    }
  }

  private void schedule(String uid) {
    if (scheduled.add(uid)) {
      world.agenda().after(chance.delay(2, 40), () -> pass(uid));
    }
  }

  private void pass(String uid) {
    scheduled.remove(uid);
    Stored set = world.store().find(uid);
    if (set == null || underWay.getOrDefault(uid, 0) > 0) {
      return; // what is under way ends with another pass
    }
    Body.OfStatefulSet body = set.statefulSet();
    String update = body.template().revision();
    String current = body.status().currentRevision();
    List<StatefulSetPod> pods = new ArrayList<>(4);
    for (Stored pod : world.store().podsOf(uid)) {
      pods.add(podOf(pod));
    }
    StatefulSetPlan plan =
        StatefulSetRules.decide(
            new StatefulSetState(
                body.spec(),
                body.generation(),
                set.isDeleting(),
                current.isEmpty() ? update : current,
                update,
                maxUnavailableGate,
                pods),
            world.agenda().instant());
    if (plan.status().differsFrom(body.status())) {
      world.store().update(set, body.withStatus(plan.status()));
    }
    carryOut(uid, set.name(), plan.decisions());
  }

  private static StatefulSetPod podOf(Stored pod) {
    Body.OfPod body = pod.pod();
    PodRun run = body.run();
    return new StatefulSetPod(
        ordinal(pod.name()),
        body.template().revision(),
        run == null ? PodPhase.PENDING : run.phase(),
        run == null || body.unreachable() ? null : run.readySince(),
        pod.isDeleting());
  }

  private static int ordinal(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private void carryOut(String uid, String set, List<PodDecision> decisions) {
    if (decisions.isEmpty()) {
      return;
    }
    underWay.put(uid, decisions.size());
    long at = world.agenda().now();
    for (PodDecision each : decisions) {
      String pod = set + "-" + each.ordinal();
      Stored seen = world.store().get(Kind.POD, pod);
      at += chance.delay(1, 8);
      world
          .agenda()
          .at(
              at,
              () -> {
                if (each instanceof PodDecision.Create create) {
                  create(uid, pod, create);
                } else if (seen != null && each instanceof PodDecision.Delete delete) {
                  delete(seen.uid(), delete.why());
                }
                if (underWay.merge(uid, -1, Integer::sum) == 0) {
                  schedule(uid);
                }
              });
    }
  }

  private void create(String uid, String name, PodDecision.Create decision) {
    Body.Template template = templates.get(decision.revision());
    if (template == null) {
      throw new IllegalStateException("no template of revision " + decision.revision());
    }
    Integer ofGroup = template.group();
    int group = ofGroup == null ? decision.ordinal() : ofGroup;
    Stored made =
        world
            .store()
            .create(
                Kind.POD,
                name,
                List.of(new OwnedObject.Owner(uid, true)),
                new Body.OfPod(
                    group,
                    ofGroup == null ? 0 : decision.ordinal(),
                    template,
                    uid,
                    null,
                    null,
                    false,
                    false));
    if (made == null) {
      world.agenda().after(NAME_TAKEN_RETRY, () -> schedule(uid));
    } else {
      world.tell(
          ACTOR, () -> "creates " + made + " at " + template.key() + ", " + template.image());
    }
  }

  private void delete(String uid, PodDecision.Why why) {
    Stored pod = world.store().find(uid);
    if (pod == null || pod.isDeleting()) {
      return;
    }
    world.tell(ACTOR, () -> "deletes " + pod + ": " + why);
    if (pod.pod().worker() == 0 && why != PodDecision.Why.FINISHED) {
      world.laws().rolloutTakes(pod);
    }
    world.store().delete(pod, false, false);
  }
}
