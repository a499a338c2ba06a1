package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.KubeletPod;
import io.leaderworkerset.cluster.KubeletRules;
import io.leaderworkerset.cluster.KubeletStep;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A share of the pods on all nodes, brought up to the present one by one on its own loop. */
final class KubeletLoop implements ClusterView.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletLoop.class);
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final ClusterView view;
  private final EventLoop loop;
  private final Function<JsonObject, PodBehaviour> behaviours;
  private final KeyedWork<String> work;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<String> disconnected = new HashSet<>();
  private final int shard;
  private final int shards;
  private int addresses;

  /** A pod that a kubelet has taken on. */
  private static final class Entry {
    private final String uid;
    private final KubeletPod plan;
    private final String ip;
    private PodRun run;

    Entry(String uid, KubeletPod plan, String ip, PodRun run) {
      this.uid = uid;
      this.plan = plan;
      this.ip = ip;
      this.run = run;
    }
  }

  /**
   * Makes the kubelets' share of the pods.
   *
   * @param shard which share, from 0
   * @param shards how many there are
   */
  KubeletLoop(
      ClusterApi api,
      Clock clock,
      Function<JsonObject, PodBehaviour> behaviours,
      int shard,
      int shards) {
    this.shard = shard;
    this.shards = shards;
    this.loop = new EventLoop("kubelets-" + shard, clock);
    this.view =
        new ClusterView(
            api, resource -> resource.equals(Resources.NODES) || resource.equals(Resources.PODS));
    this.behaviours = behaviours;
    this.work = new KeyedWork<>(loop, "Kubelet pod", this::sync);
    view.listen(this);
  }

  EventLoop loop() {
    return loop;
  }

  /** Takes a watch event if it is about a node or a pod of this share; from any thread. */
  void offer(ClusterApi.Change change) {
    boolean ours =
        change.resource().equals(Resources.NODES)
            || (change.resource().equals(Resources.PODS) && owns(Meta.key(change.object())));
    if (ours) {
      loop.execute(() -> view.observe(change));
    }
  }

  boolean owns(String podKey) {
    return Math.floorMod(podKey.hashCode(), shards) == shard;
  }

  /**
   * Reports the nodes of this share that are connected as alive, now and after each period.
   *
   * @param due when this beat was due
   */
  void beat(Instant due, Duration period) {
    for (JsonObject node : new ArrayList<>(view.all(Resources.NODES))) {
      String name = Meta.name(node);
      if (owns(name) && !disconnected.contains(name)) {
        beat(node);
      }
    }
    Instant next = due.plus(period);
    Instant now = loop.now();
    Instant at = next.isBefore(now) ? now : next;
    loop.at(at, () -> beat(at, period));
  }

  private void beat(JsonObject node) {
    try {
      view.updateStatus(
          Resources.NODES,
          node,
          copy -> {
            new Conditions(copy, loop.now())
                .set("Ready", "True", "KubeletReady", "kubelet is posting ready status");
            JsonObject ready = StatefulSetJson.condition(copy, "Ready");
            if (ready != null) {
              ready.addProperty("lastHeartbeatTime", Conditions.time(loop.now()));
            }
            return true;
          });
    } catch (ClusterApi.ApiException e) {
      LOG.debug("heartbeat of node {} failed, the next one will do: {}", Meta.name(node), e);
    }
  }

  @Override
  public void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    if (resource.equals(Resources.NODES)) {
      if (before == null || after == null) {
        JsonObject node = after == null ? before : after;
        if (node != null) {
          wake(PodMatcher.onNode(Meta.name(node)));
        }
      }
    } else if (resource.equals(Resources.PODS)) {
      if (before != null && after == null) {
        entries.remove(Meta.key(before));
      } else if (after != null && Json.string(after, "spec", "nodeName") != null) {
        work.add(Meta.key(after));
      }
    }
  }

  /** Looks at the matching pods again. */
  void wake(PodMatcher matcher) {
    for (JsonObject pod : view.all(Resources.PODS)) {
      if (matcher.matches(pod)) {
        work.add(Meta.key(pod));
      }
    }
  }

  void disconnect(String node) {
    disconnected.add(node);
  }

  void reconnect(String node) {
    disconnected.remove(node);
    wake(PodMatcher.onNode(node));
  }

  /**
   * Does something to a pod that runs, and reports it.
   *
   * @throws IllegalStateException if no kubelet has that pod
   */
  void act(String key, BiFunction<KubeletPod, PodRun, PodRun> action) {
    JsonObject pod = view.get(Resources.PODS, key);
    JsonObject fresh = pod == null ? null : view.refresh(Resources.PODS, pod);
    if (fresh == null || Json.string(fresh, "spec", "nodeName") == null) {
      throw new IllegalStateException("no kubelet runs pod " + key + ": is it on a node yet?");
    }
    Entry entry = entry(key, fresh);
    entry.run = action.apply(entry.plan, entry.run);
    sync(key);
  }

  private Entry entry(String key, JsonObject pod) {
    Entry known = entries.get(key);
    if (known != null && known.uid.equals(Meta.uid(pod))) {
      return known;
    }
    KubeletPod plan = PodRunJson.plan(pod);
    Entry made =
        new Entry(Meta.uid(pod), plan, address(pod), PodRunJson.run(pod, plan, loop.now()));
    entries.put(key, made);
    return made;
  }

  private String address(JsonObject pod) {
    String known = Json.string(pod, "status", "podIP");
    if (known != null) {
      return known;
    }
    int number = ++addresses * shards - (shards - 1 - shard);
    return "10." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255);
  }

  private void sync(String key) {
    JsonObject pod = view.get(Resources.PODS, key);
    String nodeName = pod == null ? null : Json.string(pod, "spec", "nodeName");
    if (pod == null || nodeName == null || disconnected.contains(nodeName)) {
      return;
    }
    JsonObject node = view.get(Resources.NODES, nodeName);
    if (node == null) {
      return;
    }
    PodBehaviour behaviour = behaviours.apply(pod);
    if (Meta.isTerminating(pod)) {
      terminate(key, pod, behaviour);
    } else {
      run(key, pod, node, behaviour);
    }
  }

  private void run(String key, JsonObject pod, JsonObject node, PodBehaviour behaviour) {
    Entry entry = entry(key, pod);
    KubeletStep step = KubeletRules.step(entry.plan, behaviour, entry.run, loop.now());
    entry.run = step.run();
    view.updateStatus(
        Resources.PODS,
        pod,
        copy ->
            new PodStatusJson(copy, entry.plan, entry.run, loop.now())
                .write(entry.ip, hostIp(node)));
    if (step.wakeAt() != null) {
      work.addAt(step.wakeAt(), key);
    }
  }

  private void terminate(String key, JsonObject pod, PodBehaviour behaviour) {
    JsonElement grace = Json.at(pod, "metadata", "deletionGracePeriodSeconds");
    if (grace != null && grace.getAsLong() == 0) {
      return; // confirmed before; only finalizers keep it
    }
    Instant goneAt = goneAt(pod, behaviour);
    if (goneAt.isAfter(loop.now())) {
      work.addAt(goneAt, key);
    } else {
      view.delete(Resources.PODS, pod, null, 0L);
    }
  }

  private Instant goneAt(JsonObject pod, PodBehaviour behaviour) {
    Instant deadline = StatefulSetJson.instant(Json.string(pod, "metadata", "deletionTimestamp"));
    JsonElement grace = Json.at(pod, "metadata", "deletionGracePeriodSeconds");
    Duration allowed =
        Duration.ofSeconds(grace == null ? DEFAULT_GRACE_SECONDS : grace.getAsLong());
    Instant end = deadline == null ? loop.now() : deadline;
    return KubeletRules.goneAt(behaviour, end.minus(allowed), allowed);
  }

  private static String hostIp(JsonObject node) {
    for (JsonElement address : Json.array(node, "status", "addresses")) {
      String ip = Json.string(address, "address");
      if (ip != null && "InternalIP".equals(Json.string(address, "type"))) {
        return ip;
      }
    }
    return "192.168.0.1";
  }
}
