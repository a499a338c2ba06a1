package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.PodDecision;
import io.leaderworkerset.cluster.StatefulSetPlan;
import io.leaderworkerset.cluster.StatefulSetPod;
import io.leaderworkerset.cluster.StatefulSetRules;
import io.leaderworkerset.cluster.StatefulSetState;
import io.leaderworkerset.cluster.StatefulSetStatus;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Runs {@link StatefulSetRules} for every StatefulSet that changed, or whose pods, claims or
 * revisions did.
 */
final class StatefulSetController implements ClusterView.Listener {
  private static final String KIND = "StatefulSet";

  private final ClusterView view;
  private final EventLoop loop;
  private final boolean maxUnavailableGate;
  private final StatefulSetRevisions revisions;
  private final StatefulSetClaims claims;
  private final OrphanPods orphans;
  private final KeyedWork<String> work;
  private final Map<String, Map<Integer, Member>> members = new HashMap<>();

  /** A pod of a set, read once per change. */
  private record Member(StatefulSetPod state, JsonObject pod) {}

  StatefulSetController(ClusterView view, EventLoop loop, boolean maxUnavailableGate) {
    this.view = view;
    this.loop = loop;
    this.maxUnavailableGate = maxUnavailableGate;
    this.revisions = new StatefulSetRevisions(view);
    this.claims = new StatefulSetClaims(view);
    this.orphans = new OrphanPods(view);
    this.work = new KeyedWork<>(loop, KIND, this::sync);
    view.listen(this);
  }

  @Override
  public void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    JsonObject known = after == null ? before : after;
    if (known == null) {
      return;
    }
    switch (resource) {
      case Resources.STATEFUL_SETS -> work.add(Meta.key(known));
      case Resources.PODS -> podChanged(before, after);
      case Resources.REVISIONS -> addOwner(known);
      case Resources.CLAIMS -> addOwner(known);
      default -> {}
    }
  }

  private void addOwner(JsonObject object) {
    JsonObject controller = Meta.controller(object);
    if (controller != null && KIND.equals(Json.string(controller, "kind"))) {
      work.add(Meta.key(Meta.namespace(object), name(controller)));
    }
  }

  private static String name(JsonObject ownerReference) {
    String name = Json.string(ownerReference, "name");
    return name == null ? "" : name;
  }

  private void podChanged(@Nullable JsonObject before, @Nullable JsonObject after) {
    if (before != null) {
      orphans.remove(before);
      JsonObject owner = Meta.controller(before);
      if (owner != null && KIND.equals(Json.string(owner, "kind"))) {
        forget(before, owner);
      }
    }
    if (after == null) {
      return;
    }
    JsonObject owner = Meta.controller(after);
    if (owner == null) {
      String set = orphans.add(after);
      if (set != null && view.get(Resources.STATEFUL_SETS, set) != null) {
        work.add(set);
      }
    } else if (KIND.equals(Json.string(owner, "kind"))) {
      remember(after, owner);
    }
  }

  private void forget(JsonObject pod, JsonObject owner) {
    String uid = Json.string(owner, "uid");
    Map<Integer, Member> pods = members.get(uid);
    int ordinal = StatefulSetJson.ordinal(name(owner), Meta.name(pod));
    if (pods != null) {
      pods.remove(ordinal);
      if (pods.isEmpty()) {
        members.remove(uid);
      }
    }
    work.add(Meta.key(Meta.namespace(pod), name(owner)));
  }

  private void remember(JsonObject pod, JsonObject owner) {
    String uid = Json.string(owner, "uid");
    int ordinal = StatefulSetJson.ordinal(name(owner), Meta.name(pod));
    if (uid != null && ordinal >= 0) {
      members
          .computeIfAbsent(uid, key -> new HashMap<>())
          .put(ordinal, new Member(StatefulSetJson.pod(ordinal, pod), pod));
      work.add(Meta.key(Meta.namespace(pod), name(owner)));
    }
  }

  private void sync(String key) {
    JsonObject set = view.get(Resources.STATEFUL_SETS, key);
    if (set == null) {
      return;
    }
    if (!Meta.isTerminating(set)) {
      orphans.adopt(set);
    }
    StatefulSetRevisions.Pair pair = revisions.resolve(set);
    StatefulSetPlan plan = StatefulSetRules.decide(state(set, pair), loop.now());
    if (!Meta.isTerminating(set)) {
      claims.tend(set, pods(set)); // before a pod goes, so that its claim goes with it
    }
    RuntimeException failure = carryOut(set, pair, plan.decisions());
    writeStatus(set, plan.status());
    revisions.truncate(set, live(set, pair));
    if (plan.recheckAt() != null) {
      work.addAt(plan.recheckAt(), key);
    }
    if (failure != null) {
      throw failure; // the status is written all the same
    }
  }

  private StatefulSetState state(JsonObject set, StatefulSetRevisions.Pair pair) {
    List<StatefulSetPod> pods = new ArrayList<>();
    membersOf(set).values().forEach(member -> pods.add(member.state()));
    return new StatefulSetState(
        StatefulSetJson.spec(set),
        StatefulSetJson.number(set, 0, "metadata", "generation"),
        Meta.isTerminating(set),
        Meta.name(pair.current()),
        Meta.name(pair.update()),
        maxUnavailableGate,
        pods);
  }

  private Map<Integer, Member> membersOf(JsonObject set) {
    return members.getOrDefault(Meta.uid(set), Map.of());
  }

  private Map<Integer, JsonObject> pods(JsonObject set) {
    Map<Integer, JsonObject> out = new HashMap<>();
    membersOf(set).forEach((ordinal, member) -> out.put(ordinal, member.pod()));
    return out;
  }

  private Set<String> live(JsonObject set, StatefulSetRevisions.Pair pair) {
    Set<String> out = new HashSet<>();
    out.add(Meta.name(pair.current()));
    out.add(Meta.name(pair.update()));
    membersOf(set).values().forEach(member -> out.add(member.state().revision()));
    return out;
  }

  /** Stops at the first failure and returns it; null if there was none. */
  @Nullable
  private RuntimeException carryOut(
      JsonObject set, StatefulSetRevisions.Pair pair, List<PodDecision> decisions) {
    try {
      for (PodDecision decision : decisions) {
        if (decision instanceof PodDecision.Create create) {
          create(set, pair, create);
        } else {
          Member member = membersOf(set).get(decision.ordinal());
          if (member != null) {
            view.delete(Resources.PODS, member.pod(), null, null);
          }
        }
      }
      return null;
    } catch (ClusterApi.ApiException | RetryLater e) {
      return e;
    }
  }

  private void create(JsonObject set, StatefulSetRevisions.Pair pair, PodDecision.Create create) {
    claims.ensure(set, create.ordinal());
    JsonObject revision =
        create.revision().equals(Meta.name(pair.update())) ? pair.update() : pair.current();
    JsonObject template = StatefulSetRevisions.template(revision);
    view.create(
        Resources.PODS, StatefulSetPods.pod(set, template, create.revision(), create.ordinal()));
  }

  private void writeStatus(JsonObject set, StatefulSetStatus status) {
    view.updateStatus(
        Resources.STATEFUL_SETS,
        set,
        copy -> {
          if (!status.differsFrom(StatefulSetJson.status(copy))) {
            return false;
          }
          JsonObject written = StatefulSetJson.statusJson(status);
          JsonArray conditions = Json.array(copy, "status", "conditions");
          if (!conditions.isEmpty()) {
            written.add("conditions", conditions);
          }
          copy.add("status", written);
          return true;
        });
  }
}
