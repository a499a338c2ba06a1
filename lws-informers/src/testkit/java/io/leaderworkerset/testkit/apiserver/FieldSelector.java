package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.Nullable;

/** A field selector: equality on the fields a resource can be selected by. */
final class FieldSelector {
  private static final Set<String> ANY = Set.of("metadata.name", "metadata.namespace");
  private static final Set<String> EVENT_CORE =
      Set.of(
          "involvedObject.kind",
          "involvedObject.namespace",
          "involvedObject.name",
          "involvedObject.uid",
          "involvedObject.apiVersion",
          "involvedObject.resourceVersion",
          "involvedObject.fieldPath",
          "reason",
          "reportingComponent",
          "source",
          "type");
  private static final Set<String> EVENT =
      Set.of(
          "regarding.kind",
          "regarding.namespace",
          "regarding.name",
          "regarding.uid",
          "regarding.apiVersion",
          "regarding.resourceVersion",
          "regarding.fieldPath",
          "reason",
          "reportingController",
          "type");
  private static final Map<String, Set<String>> OF_TYPE =
      Map.of(
          "pods",
          Set.of(
              "spec.nodeName",
              "spec.restartPolicy",
              "spec.schedulerName",
              "spec.serviceAccountName",
              "spec.hostNetwork",
              "status.phase",
              "status.podIP",
              "status.nominatedNodeName"),
          "events",
          EVENT_CORE,
          "events.events.k8s.io",
          EVENT,
          "nodes",
          Set.of("spec.unschedulable"),
          "namespaces",
          Set.of("status.phase"),
          "secrets",
          Set.of("type"),
          "replicasets.apps",
          Set.of("status.replicas"),
          "services",
          Set.of("spec.clusterIP", "spec.type"));

  private record Term(String[] path, String value, boolean equal) {}

  private final List<Term> terms;

  private FieldSelector(List<Term> terms) {
    this.terms = terms;
  }

  /** Reads a query parameter; a null or empty one selects everything. */
  static FieldSelector parse(ResourceType type, @Nullable String text) {
    List<Term> out = new ArrayList<>();
    if (text == null || text.isBlank()) {
      return new FieldSelector(out);
    }
    for (String part : text.split(",")) {
      int eq = part.indexOf('=');
      if (eq < 1) {
        throw Statuses.badRequest(
            "invalid selector: '" + text + "'; can't understand '" + part + "'");
      }
      boolean equal = part.charAt(eq - 1) != '!';
      String path = part.substring(0, equal ? eq : eq - 1).strip();
      int value = part.startsWith("==", eq) ? eq + 2 : eq + 1;
      if (!ANY.contains(path) && !OF_TYPE.getOrDefault(type.key(), Set.of()).contains(path)) {
        throw Statuses.badRequest("field label not supported: " + path);
      }
      out.add(new Term(path.split("\\."), part.substring(value).strip(), equal));
    }
    return new FieldSelector(out);
  }

  boolean isEverything() {
    return terms.isEmpty();
  }

  boolean matches(JsonObject object) {
    for (Term term : terms) {
      JsonElement found = Json.at(object, term.path());
      String value = found instanceof JsonPrimitive p ? p.getAsString() : "";
      if (value.isEmpty() && term.path()[term.path().length - 1].equals("unschedulable")) {
        value = "false";
      }
      if (value.equals(term.value()) != term.equal()) {
        return false;
      }
    }
    return true;
  }
}
