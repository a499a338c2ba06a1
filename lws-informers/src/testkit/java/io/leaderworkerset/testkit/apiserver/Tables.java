package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import javax.annotation.Nullable;

/** The columns that server-side printing shows. */
final class Tables {
  /** A column: its header, and its cell for an object at a time. */
  record Column(
      String name, String type, int priority, BiFunction<JsonObject, Instant, JsonElement> cell) {
    JsonObject definition() {
      JsonObject out = new JsonObject();
      out.addProperty("name", name);
      out.addProperty("type", type);
      out.addProperty("format", name.equals("Name") ? "name" : "");
      out.addProperty("description", name);
      out.addProperty("priority", priority);
      return out;
    }
  }

  /** The text of a cell; null shows as nothing. */
  @FunctionalInterface
  private interface TextOf {
    @Nullable
    String apply(JsonObject object);
  }

  private Tables() {}

  static List<Column> columns(ResourceType type) {
    List<Column> out = new ArrayList<>();
    if (type.key().equals("events")) {
      out.add(new Column("Last Seen", "string", 0, (o, now) -> age(eventTime(o), now)));
      out.add(text("Type", 0, o -> Json.string(o, "type")));
      out.add(text("Reason", 0, o -> Json.string(o, "reason")));
      out.add(
          text(
              "Object",
              0,
              o ->
                  Objects.toString(Json.string(o, "involvedObject", "kind"), "")
                          .toLowerCase(java.util.Locale.ROOT)
                      + "/"
                      + Json.string(o, "involvedObject", "name")));
      out.add(text("Message", 0, o -> Json.string(o, "message")));
      return out;
    }
    out.add(text("Name", 0, o -> Json.string(o, "metadata", "name")));
    middle(type, out);
    out.add(
        new Column(
            "Age",
            "string",
            0,
            (o, now) -> age(Json.string(o, "metadata", "creationTimestamp"), now)));
    trailing(type, out);
    return out;
  }

  private static void middle(ResourceType type, List<Column> out) {
    switch (type.key()) {
      case "pods" -> {
        out.add(text("Ready", 0, Tables::readyContainers));
        out.add(text("Status", 0, PodStatusText::of));
        out.add(new Column("Restarts", "string", 0, (o, now) -> new JsonPrimitive(restarts(o))));
      }
      case "statefulsets.apps", "replicasets.apps" ->
          out.add(
              text(
                  "Ready",
                  0,
                  o -> count(o, "status", "readyReplicas") + "/" + count(o, "spec", "replicas")));
      case "deployments.apps" -> {
        out.add(
            text(
                "Ready",
                0,
                o -> count(o, "status", "readyReplicas") + "/" + count(o, "spec", "replicas")));
        out.add(path("Up-to-date", "integer", ".status.updatedReplicas", new JsonPrimitive(0)));
        out.add(path("Available", "integer", ".status.availableReplicas", new JsonPrimitive(0)));
      }
      case "nodes" -> {
        out.add(text("Status", 0, Tables::nodeStatus));
        out.add(text("Roles", 0, Tables::roles));
      }
      case "services" -> {
        out.add(text("Type", 0, o -> Json.string(o, "spec", "type")));
        out.add(text("Cluster-IP", 0, o -> orNone(Json.string(o, "spec", "clusterIP"))));
        out.add(text("External-IP", 0, o -> "<none>"));
        out.add(text("Port(s)", 0, Tables::ports));
      }
      case "namespaces" -> out.add(text("Status", 0, o -> Json.string(o, "status", "phase")));
      case "persistentvolumeclaims" -> {
        out.add(text("Status", 0, o -> Json.string(o, "status", "phase")));
        out.add(text("Volume", 0, o -> Json.string(o, "spec", "volumeName")));
        out.add(text("Capacity", 0, o -> Json.string(o, "status", "capacity", "storage")));
        out.add(text("StorageClass", 0, o -> Json.string(o, "spec", "storageClassName")));
      }
      case "controllerrevisions.apps" -> {
        out.add(text("Controller", 0, Tables::controller));
        out.add(path("Revision", "integer", ".revision", JsonNull.INSTANCE));
      }
      case "leases.coordination.k8s.io" ->
          out.add(text("Holder", 0, o -> Json.string(o, "spec", "holderIdentity")));
      default ->
          type.columns()
              .forEach(c -> out.add(path(c.name(), c.type(), c.path(), JsonNull.INSTANCE)));
    }
  }

  private static void trailing(ResourceType type, List<Column> out) {
    switch (type.key()) {
      case "pods" -> {
        out.add(text("IP", 1, o -> orNone(Json.string(o, "status", "podIP"))));
        out.add(text("Node", 1, o -> orNone(Json.string(o, "spec", "nodeName"))));
        out.add(
            text("Nominated Node", 1, o -> orNone(Json.string(o, "status", "nominatedNodeName"))));
        out.add(text("Readiness Gates", 1, o -> "<none>"));
      }
      case "statefulsets.apps" -> {
        out.add(text("Containers", 1, o -> containers(o, "name")));
        out.add(text("Images", 1, o -> containers(o, "image")));
      }
      case "nodes" ->
          out.add(text("Version", 0, o -> Json.string(o, "status", "nodeInfo", "kubeletVersion")));
      case "services" ->
          out.add(
              text(
                  "Selector",
                  1,
                  o ->
                      Json.strings(o, "spec", "selector").entrySet().stream()
                          .map(e -> e.getKey() + "=" + e.getValue())
                          .collect(Collectors.joining(","))));
      default -> {
        // no more
      }
    }
  }

  private static Column text(String name, int priority, TextOf value) {
    return new Column(
        name,
        "string",
        priority,
        (o, now) -> {
          String text = value.apply(o);
          return new JsonPrimitive(text == null ? "" : text);
        });
  }

  private static Column path(String name, String type, String path, JsonElement absent) {
    return new Column(
        name,
        type,
        0,
        (o, now) -> {
          JsonElement found = Trees.atPath(o, path);
          return found == null ? absent : found;
        });
  }

  private static String orNone(@Nullable String text) {
    return text == null || text.isEmpty() ? "<none>" : text;
  }

  private static int count(JsonObject object, String... path) {
    Integer found = Json.integer(object, path);
    return found == null ? 0 : found;
  }

  private static String readyContainers(JsonObject pod) {
    long ready =
        Json.array(pod, "status", "containerStatuses").asList().stream()
            .filter(s -> Json.isTrue(s, "ready"))
            .count();
    return ready + "/" + Json.array(pod, "spec", "containers").size();
  }

  private static String restarts(JsonObject pod) {
    int sum = 0;
    for (JsonElement s : Json.array(pod, "status", "containerStatuses")) {
      Integer count = Json.integer(s, "restartCount");
      sum += count == null ? 0 : count;
    }
    return Integer.toString(sum);
  }

  private static String nodeStatus(JsonObject node) {
    String status = "Unknown";
    for (JsonElement c : Json.array(node, "status", "conditions")) {
      if ("Ready".equals(Json.string(c, "type"))) {
        status = "True".equals(Json.string(c, "status")) ? "Ready" : "NotReady";
      }
    }
    return Json.isTrue(node, "spec", "unschedulable") ? status + ",SchedulingDisabled" : status;
  }

  private static String roles(JsonObject node) {
    String prefix = "node-role.kubernetes.io/";
    String out =
        Json.strings(node, "metadata", "labels").keySet().stream()
            .filter(k -> k.startsWith(prefix))
            .map(k -> k.substring(prefix.length()))
            .collect(Collectors.joining(","));
    return orNone(out);
  }

  private static String ports(JsonObject service) {
    JsonArray ports = Json.array(service, "spec", "ports");
    return orNone(
        ports.asList().stream()
            .map(p -> Json.at(p, "port") + "/" + Json.string(p, "protocol"))
            .collect(Collectors.joining(",")));
  }

  private static String controller(JsonObject object) {
    for (JsonElement owner : Json.array(object, "metadata", "ownerReferences")) {
      if (Json.isTrue(owner, "controller")) {
        return Objects.toString(Json.string(owner, "kind"), "").toLowerCase(java.util.Locale.ROOT)
            + "/"
            + Json.string(owner, "name");
      }
    }
    return "<none>";
  }

  private static String containers(JsonObject object, String field) {
    return Json.array(object, "spec", "template", "spec", "containers").asList().stream()
        .map(c -> Objects.toString(Json.string(c, field), ""))
        .collect(Collectors.joining(","));
  }

  @Nullable
  private static String eventTime(JsonObject event) {
    for (String field : new String[] {"lastTimestamp", "eventTime", "firstTimestamp"}) {
      String time = Json.string(event, field);
      if (time != null) {
        return time;
      }
    }
    return Json.string(event, "metadata", "creationTimestamp");
  }

  private static JsonPrimitive age(@Nullable String since, Instant now) {
    if (since == null) {
      return new JsonPrimitive("<unknown>");
    }
    try {
      return new JsonPrimitive(shortText(Duration.between(Instant.parse(since), now)));
    } catch (DateTimeException e) {
      return new JsonPrimitive("<unknown>");
    }
  }

  private static String shortText(Duration age) {
    long s = Math.max(0, age.toSeconds());
    if (s < 120) {
      return s + "s";
    }
    if (s < 600) {
      return s / 60 + "m" + (s % 60 == 0 ? "" : s % 60 + "s");
    }
    if (s < 3 * 3600) {
      return s / 60 + "m";
    }
    return s < 48 * 3600 ? s / 3600 + "h" : s / 86400 + "d";
  }
}
