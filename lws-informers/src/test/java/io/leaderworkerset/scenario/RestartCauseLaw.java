package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import io.leaderworkerset.testkit.apiserver.ApiRequest;
import io.leaderworkerset.testkit.apiserver.Faults;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/**
 * The manager deletes a leader only for what happened before to a pod of that leader's own group,
 * or because the group is old, not ready as far as the manager could know, and so holds up a
 * rollout: at most once for each incarnation, and never for something that was restarted for
 * already. For the embedded cluster, whose history has one order.
 */
final class RestartCauseLaw implements AutoCloseable {
  /** So many changes after a group became ready the manager should have heard of it. */
  private static final int HEARD = 150;

  private final Board board;
  private final String set;
  private final ThreadLocal<String> asked = new ThreadLocal<>();
  private final Set<String> deletedByUs = ConcurrentHashMap.newKeySet();
  private final Faults.Rule before;
  private final Faults.Rule after;

  /** Begins to listen to what that user agent deletes. */
  RestartCauseLaw(Board board, Faults faults, String namespace, String userAgent, String set) {
    this.board = board;
    this.set = set;
    Predicate<ApiRequest> ours =
        r ->
            r.verb().equals("delete")
                && r.resource().equals(World.PODS)
                && r.userAgent().equals(userAgent)
                && namespace.equals(r.namespace());
    // Two faults that never strike: one is asked before a request, the other once it went well.
    this.before = faults.cutConnection().when(ours).when(this::noteAsked).start();
    this.after = faults.lostResponse().when(ours).when(this::noteDone).start();
  }

  private boolean noteAsked(ApiRequest request) {
    JsonObject leader = board.read(w -> w.get(World.PODS, String.valueOf(request.name())));
    asked.set(leader == null ? "" : World.uid(leader));
    return false;
  }

  private boolean noteDone(ApiRequest request) {
    deletedByUs.add(asked.get());
    return false;
  }

  /** What happened to a group's incarnation so far, by the UID of its leader. */
  private static final class Past {
    private final Map<String, String> leaderOfStatefulSet = new HashMap<>();
    private final Map<String, String> leaderOfGroup = new HashMap<>();
    private final Map<String, Map<String, String>> causes = new HashMap<>();
    private final Set<String> going = new HashSet<>();

    void pod(Change change) {
      JsonObject pod = change.object();
      String group = String.valueOf(World.label(pod, Names.GROUP_INDEX_LABEL));
      boolean isLeader = "0".equals(World.label(pod, Names.WORKER_INDEX_LABEL));
      if (isLeader && change.type().equals("ADDED")) {
        leaderOfGroup.put(group, World.uid(pod));
      }
      String leader = isLeader ? World.uid(pod) : leaderOfWorker(pod, group);
      if (leader == null) {
        return;
      }
      if (!isLeader && (change.type().equals("DELETED") || World.isDeleting(pod))) {
        add(leader, pod, "went");
      }
      if ("Failed".equals(Json.string(pod, "status", "phase"))) {
        add(leader, pod, "failed");
      }
      for (String kind : List.of("containerStatuses", "initContainerStatuses")) {
        for (JsonElement container : Json.array(pod, "status", kind)) {
          if (World.number(container, 0, "restartCount") > 0) {
            add(leader, pod, "had a container restarted");
          }
        }
      }
    }

    /** A StatefulSet that nobody saw cannot be told from the present leader's. */
    @Nullable
    private String leaderOfWorker(JsonObject pod, String group) {
      String own = leaderOfStatefulSet.get(ownerUid(pod));
      return own != null ? own : leaderOfGroup.get(group);
    }

    private void add(String leader, JsonObject pod, String what) {
      causes.computeIfAbsent(leader, k -> new LinkedHashMap<>()).put(World.name(pod), what);
    }
  }

  /**
   * Verifies all that was deleted so far.
   *
   * @return how many leaders that were
   */
  int check() {
    Past past = new Past();
    World world = new World();
    Map<Integer, Integer> readySince = new HashMap<>();
    String wanted = "";
    int time = 0;
    for (Change change : board.history(c -> true)) {
      time++;
      JsonObject object = change.object();
      if (change.resource().equals(World.STATEFUL_SETS)) {
        if (World.name(object).equals(set)) {
          wanted = String.valueOf(World.label(object, Names.REVISION_LABEL));
        } else {
          past.leaderOfStatefulSet.put(World.uid(object), ownerUid(object));
        }
      } else if (change.resource().equals(World.PODS)) {
        past.pod(change);
        checkLeader(object, past, wanted, heardReady(readySince, time));
        world.put(change.resource(), change.type(), object);
        readySince.keySet().retainAll(world.readyGroups(set));
        for (int group : world.readyGroups(set)) {
          readySince.putIfAbsent(group, time);
        }
      }
    }
    return past.going.size();
  }

  private static Set<String> heardReady(Map<Integer, Integer> readySince, int time) {
    Set<String> out = new HashSet<>();
    readySince.forEach(
        (group, since) -> {
          if (time - since > HEARD) {
            out.add(group.toString());
          }
        });
    return out;
  }

  private void checkLeader(JsonObject pod, Past past, String wanted, Set<String> ready) {
    String uid = World.uid(pod);
    if (!World.isDeleting(pod) || !deletedByUs.contains(uid) || !past.going.add(uid)) {
      return;
    }
    boolean holdsUpRollout =
        !wanted.equals(World.label(pod, Names.REVISION_LABEL))
            && !ready.contains(World.label(pod, Names.GROUP_INDEX_LABEL));
    assertThat(holdsUpRollout || past.causes.containsKey(uid))
        .as(() -> World.name(pod) + " (" + uid + ") was deleted without cause\n" + board.tail(100))
        .isTrue();
  }

  private static String ownerUid(JsonObject object) {
    for (JsonElement each : Json.array(object, "metadata", "ownerReferences")) {
      if (Json.isTrue(each, "controller")) {
        return String.valueOf(Json.string(each, "uid"));
      }
    }
    return "";
  }

  @Override
  public void close() {
    before.close();
    after.close();
  }
}
