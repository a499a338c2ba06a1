package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.ContainerExit;
import io.leaderworkerset.cluster.ContainerRun;
import io.leaderworkerset.cluster.KubeletPod;
import io.leaderworkerset.cluster.KubeletRules;
import io.leaderworkerset.cluster.PodPhase;
import io.leaderworkerset.cluster.PodRun;
import io.leaderworkerset.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Writes the status that a kubelet reports. */
final class PodStatusJson {
  private final JsonObject pod;
  private final KubeletPod plan;
  private final PodRun run;
  private final Instant now;

  PodStatusJson(JsonObject pod, KubeletPod plan, PodRun run, Instant now) {
    this.pod = pod;
    this.plan = plan;
    this.run = run;
    this.now = now;
  }

  /**
   * Writes the status into the pod; returns whether that changed anything.
   *
   * @param podIp of the pod, once it has started
   * @param hostIp of its node
   */
  boolean write(String podIp, String hostIp) {
    JsonElement before = Json.at(pod, "status");
    JsonElement old = before == null ? new JsonObject() : before.deepCopy();
    JsonObject status = Json.ensureObject(pod, "status");
    status.addProperty("phase", run.phase().text());
    text(status, "reason", run.reason());
    text(status, "message", run.message());
    status.addProperty("hostIP", hostIp);
    status.add("hostIPs", ips(hostIp));
    status.addProperty("startTime", Conditions.time(run.acceptedAt()));
    if (run.containers().stream().anyMatch(c -> c.state() != ContainerRun.State.WAITING)) {
      status.addProperty("podIP", podIp);
      status.add("podIPs", ips(podIp));
    }
    conditions();
    containers(status, true, "initContainerStatuses");
    containers(status, false, "containerStatuses");
    return !status.equals(old);
  }

  private static void text(JsonObject status, String name, String value) {
    if (value.isEmpty()) {
      status.remove(name);
    } else {
      status.addProperty(name, value);
    }
  }

  private static JsonArray ips(String ip) {
    JsonObject entry = new JsonObject();
    entry.addProperty("ip", ip);
    JsonArray out = new JsonArray();
    out.add(entry);
    return out;
  }

  private void conditions() {
    boolean ready = run.readySince() != null;
    Conditions conditions = new Conditions(pod, now);
    conditions.set("PodScheduled", "True", null, null);
    if (run.initialized() || !hasInit()) {
      conditions.set(
          "Initialized", "True", run.phase() == PodPhase.SUCCEEDED ? "PodCompleted" : null, null);
    } else {
      conditions.set(
          "Initialized",
          "False",
          "ContainersNotInitialized",
          "containers with incomplete status: " + names(true));
    }
    String reason = ready ? null : notReadyReason();
    String message =
        ready || run.phase().isFinished()
            ? null
            : "containers with unready status: " + names(false);
    conditions.set("ContainersReady", ready ? "True" : "False", reason, message);
    conditions.set("Ready", ready ? "True" : "False", reason, message);
  }

  private String notReadyReason() {
    return switch (run.phase()) {
      case FAILED -> "PodFailed";
      case SUCCEEDED -> "PodCompleted";
      default -> "ContainersNotReady";
    };
  }

  private boolean hasInit() {
    return plan.containers().stream().anyMatch(c -> c.kind() != KubeletPod.Kind.APP);
  }

  private List<String> names(boolean init) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < plan.containers().size(); i++) {
      KubeletPod.Container container = plan.containers().get(i);
      if ((container.kind() != KubeletPod.Kind.APP) == init && !run.containers().get(i).ready()) {
        out.add(container.name());
      }
    }
    return out;
  }

  private void containers(JsonObject status, boolean init, String field) {
    JsonArray out = new JsonArray();
    JsonArray specs = Json.array(pod, "spec", init ? "initContainers" : "containers");
    for (int i = 0; i < plan.containers().size(); i++) {
      KubeletPod.Container container = plan.containers().get(i);
      if ((container.kind() != KubeletPod.Kind.APP) == init) {
        out.add(container(container, run.containers().get(i), image(specs, container.name())));
      }
    }
    status.remove(field);
    if (!out.isEmpty()) {
      status.add(field, out);
    }
  }

  private static String image(JsonArray specs, String name) {
    for (JsonElement spec : specs) {
      if (name.equals(Json.string(spec, "name"))) {
        String image = Json.string(spec, "image");
        return image == null ? "" : image;
      }
    }
    return "";
  }

  private JsonObject container(KubeletPod.Container container, ContainerRun c, String image) {
    ContainerExit exit = c.exit();
    boolean completedInit =
        container.kind() == KubeletPod.Kind.INIT && exit != null && exit.code() == 0;
    JsonObject out = new JsonObject();
    out.addProperty("name", container.name());
    out.addProperty("image", image);
    out.addProperty("imageID", c.state() == ContainerRun.State.WAITING ? "" : image);
    out.addProperty("ready", c.ready() || completedInit);
    out.addProperty("started", c.state() == ContainerRun.State.RUNNING);
    out.addProperty("restartCount", c.restarts());
    out.add("state", state(c, image));
    JsonObject last = new JsonObject();
    if (c.lastExit() != null) {
      last.add("terminated", terminated(c.lastExit()));
    }
    out.add("lastState", last);
    return out;
  }

  private static JsonObject state(ContainerRun c, String image) {
    JsonObject out = new JsonObject();
    JsonObject detail = new JsonObject();
    switch (c.state()) {
      case WAITING -> {
        detail.addProperty("reason", c.reason());
        String message = waitingMessage(c.reason(), image);
        if (message != null) {
          detail.addProperty("message", message);
        }
        out.add("waiting", detail);
      }
      case RUNNING -> {
        Instant started = c.startedAt();
        detail.addProperty("startedAt", Conditions.time(started == null ? Instant.EPOCH : started));
        out.add("running", detail);
      }
      case TERMINATED -> {
        ContainerExit exit = c.exit();
        out.add("terminated", exit == null ? detail : terminated(exit));
      }
    }
    return out;
  }

  @Nullable
  private static String waitingMessage(String reason, String image) {
    return switch (reason) {
      case KubeletRules.IMAGE_PULL -> "Back-off pulling image \"" + image + "\"";
      case KubeletRules.CONFIG_ERROR -> "secret \"missing\" not found";
      case KubeletRules.CRASH_LOOP -> "back-off restarting failed container";
      default -> null;
    };
  }

  private static JsonObject terminated(ContainerExit exit) {
    JsonObject out = new JsonObject();
    out.addProperty("exitCode", exit.code());
    out.addProperty("reason", exit.reason());
    out.addProperty("startedAt", Conditions.time(exit.startedAt()));
    out.addProperty("finishedAt", Conditions.time(exit.finishedAt()));
    return out;
  }
}
