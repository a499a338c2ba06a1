package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/** The checks of the API that our controllers and users run into, worded as the API words them. */
final class Validation {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern DNS_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

  private static final String SUBDOMAIN_TEXT =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is"
          + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  private static final String LABEL_TEXT =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
  private static final String DNS_1035_TEXT =
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
          + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
          + " 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  private static final String VALUE_TEXT =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is"
          + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
  private static final String NAME_TEXT =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex"
          + " used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  private static final int ANNOTATION_BYTES = 256 * 1024;

  private Validation() {}

  /** Throws the 422 of everything that is wrong with a new object. */
  static void onCreate(ResourceType type, JsonObject object) {
    List<FieldError> errors = check(type, object);
    refuse(type, object, errors);
  }

  /** Throws the 422 of everything that is wrong with the new version of an object. */
  static void onUpdate(ResourceType type, JsonObject object, JsonObject old) {
    List<FieldError> errors = check(type, object);
    Immutability.check(type, object, old, errors);
    refuse(type, object, errors);
  }

  private static void refuse(ResourceType type, JsonObject object, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      String name = Json.string(object, "metadata", "name");
      throw Statuses.invalid(type, name == null ? "" : name, errors);
    }
  }

  private static List<FieldError> check(ResourceType type, JsonObject object) {
    List<FieldError> errors = new ArrayList<>();
    name(type, object, errors);
    labels(Json.object(object, "metadata", "labels"), "metadata.labels", errors);
    annotations(Json.object(object, "metadata", "annotations"), errors);
    owners(Json.array(object, "metadata", "ownerReferences"), errors);
    switch (type.key()) {
      case "pods" -> podSpec(Json.object(object, "spec"), "spec", errors);
      case "statefulsets.apps" -> workload(object, errors);
      case "deployments.apps", "replicasets.apps", "daemonsets.apps" -> workload(object, errors);
      case "services" -> service(object, errors);
      default -> {
        // metadata only
      }
    }
    return errors;
  }

  private static void name(ResourceType type, JsonObject object, List<FieldError> errors) {
    String name = Json.string(object, "metadata", "name");
    if (name == null || name.isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
      return;
    }
    JsonPrimitive value = new JsonPrimitive(name);
    switch (type.key()) {
      case "services" -> limited(value, 63, DNS_1035, DNS_1035_TEXT, "metadata.name", errors);
      case "namespaces", "statefulsets.apps" ->
          limited(
              value,
              type.key().equals("namespaces") ? 63 : 253,
              type.key().equals("namespaces") ? LABEL : SUBDOMAIN,
              type.key().equals("namespaces") ? LABEL_TEXT : SUBDOMAIN_TEXT,
              "metadata.name",
              errors);
      default -> limited(value, 253, SUBDOMAIN, SUBDOMAIN_TEXT, "metadata.name", errors);
    }
  }

  private static void limited(
      JsonPrimitive value,
      int length,
      Pattern pattern,
      String text,
      String field,
      List<FieldError> errors) {
    if (value.getAsString().length() > length) {
      errors.add(
          FieldError.invalid(field, value, "must be no more than " + length + " characters"));
    }
    if (!pattern.matcher(value.getAsString()).matches()) {
      errors.add(FieldError.invalid(field, value, text));
    }
  }

  static void labels(@Nullable JsonObject labels, String field, List<FieldError> errors) {
    if (labels == null) {
      return;
    }
    for (Map.Entry<String, JsonElement> e : labels.entrySet()) {
      qualifiedName(e.getKey(), field, errors);
      if (!(e.getValue() instanceof JsonPrimitive value) || !value.isString()) {
        errors.add(FieldError.invalid(field, e.getValue(), "must be a string"));
        continue;
      }
      String text = value.getAsString();
      if (text.length() > 63) {
        errors.add(FieldError.invalid(field, value, "must be no more than 63 characters"));
      }
      if (!text.isEmpty() && !QUALIFIED.matcher(text).matches()) {
        errors.add(FieldError.invalid(field, value, VALUE_TEXT));
      }
    }
  }

  private static void qualifiedName(String key, String field, List<FieldError> errors) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    JsonPrimitive shown = new JsonPrimitive(key);
    if (slash >= 0 && !SUBDOMAIN.matcher(key.substring(0, slash)).matches()) {
      errors.add(FieldError.invalid(field, shown, "prefix part " + SUBDOMAIN_TEXT));
    }
    if (name.isEmpty()) {
      errors.add(FieldError.invalid(field, shown, "name part must be non-empty"));
    } else if (name.length() > 63) {
      errors.add(FieldError.invalid(field, shown, "name part must be no more than 63 characters"));
    }
    if (!QUALIFIED.matcher(name).matches()) {
      errors.add(FieldError.invalid(field, shown, NAME_TEXT));
    }
  }

  private static void annotations(@Nullable JsonObject annotations, List<FieldError> errors) {
    if (annotations == null) {
      return;
    }
    long size = 0;
    for (Map.Entry<String, JsonElement> e : annotations.entrySet()) {
      qualifiedName(e.getKey().toLowerCase(java.util.Locale.ROOT), "metadata.annotations", errors);
      size += e.getKey().length();
      size += e.getValue().isJsonPrimitive() ? e.getValue().getAsString().length() : 0;
    }
    if (size > ANNOTATION_BYTES) {
      errors.add(
          new FieldError(
              "FieldValueTooLong",
              "metadata.annotations",
              "Too long: may not be more than " + ANNOTATION_BYTES + " bytes"));
    }
  }

  private static void owners(JsonArray owners, List<FieldError> errors) {
    int controllers = 0;
    for (int i = 0; i < owners.size(); i++) {
      String field = "metadata.ownerReferences[" + i + "]";
      for (String name : new String[] {"apiVersion", "kind", "name", "uid"}) {
        String value = Json.string(owners.get(i), name);
        if (value == null || value.isEmpty()) {
          errors.add(
              FieldError.invalid(field + "." + name, new JsonPrimitive(""), "must not be empty"));
        }
      }
      controllers += Json.isTrue(owners.get(i), "controller") ? 1 : 0;
    }
    if (controllers > 1) {
      errors.add(
          FieldError.invalid(
              "metadata.ownerReferences",
              owners,
              "Only one reference can have Controller set to true"));
    }
  }

  private static void workload(JsonObject object, List<FieldError> errors) {
    JsonObject spec = Json.object(object, "spec");
    Integer replicas = Json.integer(spec, "replicas");
    if (replicas != null && replicas < 0) {
      errors.add(
          FieldError.invalid(
              "spec.replicas", new JsonPrimitive(replicas), "must be greater than or equal to 0"));
    }
    JsonObject selector = Json.object(spec, "selector");
    if (selector == null) {
      errors.add(FieldError.required("spec.selector", ""));
    } else if (selector.size() == 0) {
      errors.add(
          FieldError.invalid(
              "spec.selector", selector, "empty selector is invalid for statefulset"));
    } else {
      JsonObject labels = Json.object(spec, "template", "metadata", "labels");
      JsonObject template = Json.object(spec, "template");
      if (template == null || !LabelSelector.ofObject(selector).matches(template)) {
        errors.add(
            FieldError.invalid(
                "spec.template.metadata.labels",
                labels == null ? JsonNull.INSTANCE : labels,
                "`selector` does not match template `labels`"));
      }
      labels(labels, "spec.template.labels", errors);
    }
    podSpec(Json.object(spec, "template", "spec"), "spec.template.spec", errors);
  }

  private static void podSpec(@Nullable JsonObject spec, String field, List<FieldError> errors) {
    JsonArray containers = Json.array(spec, "containers");
    if (containers.isEmpty()) {
      errors.add(FieldError.required(field + ".containers", ""));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      container(containers.get(i), field + ".containers[" + i + "]", names, errors);
    }
    String restart = Json.string(spec, "restartPolicy");
    if (restart != null && !Set.of("Always", "OnFailure", "Never").contains(restart)) {
      errors.add(
          FieldError.unsupported(
              field + ".restartPolicy", restart, "\"Always\", \"OnFailure\", \"Never\""));
    }
    for (String name : new String[] {"hostname", "subdomain"}) {
      String value = Json.string(spec, name);
      if (value != null && !value.isEmpty()) {
        limited(new JsonPrimitive(value), 63, LABEL, LABEL_TEXT, field + "." + name, errors);
      }
    }
    JsonObject nodeSelector = Json.object(spec, "nodeSelector");
    labels(nodeSelector, field + ".nodeSelector", errors);
  }

  private static void container(
      JsonElement container, String field, Set<String> names, List<FieldError> errors) {
    String name = Json.string(container, "name");
    String image = Json.string(container, "image");
    if (name == null || name.isEmpty()) {
      errors.add(FieldError.required(field + ".name", ""));
    } else {
      limited(new JsonPrimitive(name), 63, LABEL, LABEL_TEXT, field + ".name", errors);
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(field + ".name", name));
      }
    }
    if (image == null || image.isEmpty()) {
      errors.add(FieldError.required(field + ".image", ""));
    }
  }

  private static void service(JsonObject object, List<FieldError> errors) {
    JsonObject spec = Json.object(object, "spec");
    boolean headless = "None".equals(Json.string(spec, "clusterIP"));
    boolean external = "ExternalName".equals(Json.string(spec, "type"));
    if (Json.array(spec, "ports").isEmpty() && !headless && !external) {
      errors.add(FieldError.required("spec.ports", ""));
    }
    labels(Json.object(spec, "selector"), "spec.selector", errors);
  }
}
