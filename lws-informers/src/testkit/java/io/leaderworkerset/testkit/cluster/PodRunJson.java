package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.ContainerExit;
import io.leaderworkerset.cluster.ContainerRun;
import io.leaderworkerset.cluster.KubeletPod;
import io.leaderworkerset.cluster.KubeletPod.Container;
import io.leaderworkerset.cluster.KubeletPod.Kind;
import io.leaderworkerset.cluster.KubeletPod.RestartPolicy;
import io.leaderworkerset.cluster.KubeletRules;
import io.leaderworkerset.cluster.PodPhase;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Reads what a kubelet has to run, and takes up what an earlier kubelet has reported. */
final class PodRunJson {
  private PodRunJson() {}

  static KubeletPod plan(JsonObject pod) {
    List<Container> containers = new ArrayList<>();
    for (JsonElement init : Json.array(pod, "spec", "initContainers")) {
      boolean sidecar = "Always".equals(Json.string(init, "restartPolicy"));
      containers.add(new Container(name(init), sidecar ? Kind.SIDECAR : Kind.INIT));
    }
    for (JsonElement app : Json.array(pod, "spec", "containers")) {
      containers.add(new Container(name(app), Kind.APP));
    }
    return new KubeletPod(containers, policy(Json.string(pod, "spec", "restartPolicy")));
  }

  private static RestartPolicy policy(@Nullable String text) {
    if ("Never".equals(text)) {
      return RestartPolicy.NEVER;
    }
    return "OnFailure".equals(text) ? RestartPolicy.ON_FAILURE : RestartPolicy.ALWAYS;
  }

  private static String name(JsonElement container) {
    String name = Json.string(container, "name");
    return name == null ? "" : name;
  }

  /** Returns the state that the pod's status tells of, or a new one if no kubelet had it yet. */
  static PodRun run(JsonObject pod, KubeletPod plan, Instant now) {
    PodPhase phase = StatefulSetJson.phase(pod);
    boolean reported = !Json.array(pod, "status", "containerStatuses").isEmpty();
    if (phase == PodPhase.PENDING && !reported) {
      return KubeletRules.accept(plan, now);
    }
    Instant accepted = StatefulSetJson.instant(Json.string(pod, "status", "startTime"));
    Instant since = accepted == null ? now : accepted;
    List<ContainerRun> runs = new ArrayList<>();
    for (Container container : plan.containers()) {
      JsonObject status =
          status(pod, container.kind() == Kind.APP ? "container" : "initContainer", container);
      runs.add(container(container, status, phase, since));
    }
    JsonObject initialized = StatefulSetJson.condition(pod, "Initialized");
    return new PodRun(
        phase,
        text(pod, "reason"),
        text(pod, "message"),
        runs,
        since,
        phase == PodPhase.RUNNING || "True".equals(Json.string(initialized, "status")),
        StatefulSetJson.readySince(pod));
  }

  private static String text(JsonObject pod, String field) {
    String value = Json.string(pod, "status", field);
    return value == null ? "" : value;
  }

  @Nullable
  private static JsonObject status(JsonObject pod, String prefix, Container container) {
    for (JsonElement status : Json.array(pod, "status", prefix + "Statuses")) {
      if (container.name().equals(Json.string(status, "name"))) {
        return status.getAsJsonObject();
      }
    }
    return null;
  }

  private static ContainerRun container(
      Container container, @Nullable JsonObject status, PodPhase phase, Instant since) {
    int restarts = StatefulSetJson.number(status, 0, "restartCount");
    ContainerExit last = exit(Json.object(status, "lastState", "terminated"), since);
    ContainerExit ended = exit(Json.object(status, "state", "terminated"), since);
    if (ended == null && status == null && container.kind() == Kind.INIT) {
      ended = phase == PodPhase.RUNNING ? ContainerExit.of(0, since, since) : null;
    }
    if (ended != null) {
      return new ContainerRun(
          ContainerRun.State.TERMINATED, "", false, restarts, restarts, null, ended, last);
    }
    Instant started = StatefulSetJson.instant(Json.string(status, "state", "running", "startedAt"));
    if (started != null || (status == null && phase == PodPhase.RUNNING)) {
      return new ContainerRun(
          ContainerRun.State.RUNNING,
          "",
          status == null || Json.isTrue(status, "ready"),
          restarts,
          restarts,
          started == null ? since : started,
          null,
          last);
    }
    String reason = Json.string(status, "state", "waiting", "reason");
    return new ContainerRun(
        ContainerRun.State.WAITING,
        reason == null ? KubeletRules.CREATING : reason,
        false,
        restarts,
        restarts,
        null,
        null,
        last);
  }

  @Nullable
  private static ContainerExit exit(@Nullable JsonObject terminated, Instant otherwise) {
    if (terminated == null) {
      return null;
    }
    Instant started = StatefulSetJson.instant(Json.string(terminated, "startedAt"));
    Instant finished = StatefulSetJson.instant(Json.string(terminated, "finishedAt"));
    return ContainerExit.of(
        StatefulSetJson.number(terminated, 0, "exitCode"),
        started == null ? otherwise : started,
        finished == null ? otherwise : finished);
  }
}
