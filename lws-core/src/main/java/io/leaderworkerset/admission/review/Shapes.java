package io.leaderworkerset.admission.review;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.admission.FieldError;
import io.leaderworkerset.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The JSON types of the fields that the webhooks read. An API server has checked them by its schema
 * before or will after; but a webhook must not put an empty object in place of a wrong value, nor
 * take a number for a text.
 */
final class Shapes {
  /** A type, and what an error calls it. */
  enum Type {
    OBJECT("an object"),
    OBJECTS("an array of objects"),
    STRING("a string"),
    STRINGS("an array of strings"),
    STRING_MAP("an object of strings"),
    BOOLEAN("a boolean"),
    INT32("an integer of 32 bits"),
    INT64("an integer of 64 bits"),
    INT_OR_STRING("an integer of 32 bits or a string");

    private final String text;

    Type(String text) {
      this.text = text;
    }
  }

  private record Rule(String field, Type type) {}

  /** A set. */
  static final Shapes SET =
      new Shapes()
          .metadata()
          .add(Type.INT64, "metadata.generation")
          .add(Type.OBJECTS, "metadata.ownerReferences")
          .add(
              Type.STRING,
              "metadata.ownerReferences[].apiVersion",
              "metadata.ownerReferences[].kind",
              "metadata.ownerReferences[].name",
              "metadata.ownerReferences[].uid")
          .add(
              Type.BOOLEAN,
              "metadata.ownerReferences[].controller",
              "metadata.ownerReferences[].blockOwnerDeletion")
          .add(Type.STRINGS, "metadata.finalizers")
          .add(
              Type.OBJECT,
              "spec",
              "spec.networkConfig",
              "spec.rolloutStrategy",
              "spec.rolloutStrategy.rollingUpdateConfiguration",
              "spec.leaderWorkerTemplate",
              "spec.leaderWorkerTemplate.leaderTemplate",
              "spec.leaderWorkerTemplate.workerTemplate",
              "spec.leaderWorkerTemplate.subGroupPolicy",
              "spec.leaderWorkerTemplate.persistentVolumeClaimRetentionPolicy")
          .add(
              Type.INT32,
              "spec.replicas",
              "spec.leaderWorkerTemplate.size",
              "spec.leaderWorkerTemplate.subGroupPolicy.subGroupSize",
              "spec.rolloutStrategy.rollingUpdateConfiguration.partition")
          .add(
              Type.INT_OR_STRING,
              "spec.rolloutStrategy.rollingUpdateConfiguration.maxUnavailable",
              "spec.rolloutStrategy.rollingUpdateConfiguration.maxSurge")
          .add(
              Type.STRING,
              "spec.startupPolicy",
              "spec.networkConfig.subdomainPolicy",
              "spec.rolloutStrategy.type",
              "spec.leaderWorkerTemplate.restartPolicy",
              "spec.leaderWorkerTemplate.subGroupPolicy.subGroupPolicyType",
              "spec.leaderWorkerTemplate.persistentVolumeClaimRetentionPolicy.whenDeleted",
              "spec.leaderWorkerTemplate.persistentVolumeClaimRetentionPolicy.whenScaled")
          .add(Type.OBJECTS, "spec.leaderWorkerTemplate.volumeClaimTemplates");

  /** A pod. */
  static final Shapes POD =
      new Shapes()
          .metadata()
          .add(Type.OBJECT, "spec", "spec.affinity")
          .add(Type.STRING, "spec.subdomain")
          .containers("spec.containers")
          .containers("spec.initContainers")
          .affinity("spec.affinity.podAffinity")
          .affinity("spec.affinity.podAntiAffinity");

  private final List<Rule> rules = new ArrayList<>();

  private Shapes() {}

  private Shapes metadata() {
    return add(Type.OBJECT, "metadata")
        .add(Type.STRING, "metadata.name", "metadata.generateName", "metadata.namespace")
        .add(Type.STRING_MAP, "metadata.labels", "metadata.annotations");
  }

  private Shapes containers(String field) {
    return add(Type.OBJECTS, field, field + "[].env")
        .add(Type.STRING, field + "[].name", field + "[].env[].name", field + "[].env[].value")
        .add(Type.OBJECT, field + "[].resources")
        .add(Type.OBJECT, field + "[].resources.limits", field + "[].resources.requests");
  }

  private Shapes affinity(String field) {
    String terms = field + ".requiredDuringSchedulingIgnoredDuringExecution";
    return add(Type.OBJECT, field)
        .add(Type.OBJECTS, terms)
        .add(Type.STRING, terms + "[].topologyKey");
  }

  private Shapes add(Type type, String... fields) {
    for (String each : fields) {
      rules.add(new Rule(each, type));
    }
    return this;
  }

  /** Returns the fields that are there and of another type; null is the same as absent. */
  List<FieldError> check(JsonObject root) {
    List<FieldError> out = new ArrayList<>();
    for (Rule each : rules) {
      check(root, "", each.field(), each.type(), out);
    }
    return out;
  }

  private static void check(
      JsonElement here, String prefix, String field, Type type, List<FieldError> out) {
    int items = field.indexOf("[]");
    if (items < 0) {
      JsonElement found = Json.at(here, field.split("\\."));
      if (found != null && !is(found, type)) {
        out.add(wrongType(prefix + field, found, type));
      }
      return;
    }
    String array = field.substring(0, items);
    int index = 0;
    for (JsonElement each : Json.array(here, array.split("\\."))) {
      String path = prefix + array + "[" + index++ + "].";
      check(each, path, field.substring(items + 3), type, out);
    }
  }

  private static boolean is(JsonElement value, Type type) {
    return switch (type) {
      case OBJECT -> value.isJsonObject();
      case OBJECTS -> all(value, JsonElement::isJsonObject);
      case STRING -> isString(value);
      case STRINGS -> all(value, Shapes::isString);
      case STRING_MAP ->
          value.isJsonObject()
              && value.getAsJsonObject().asMap().values().stream().allMatch(Shapes::isString);
      case BOOLEAN -> value instanceof JsonPrimitive p && p.isBoolean();
      case INT32 -> isInt32(value);
      case INT64 -> isInt64(value);
      case INT_OR_STRING -> isString(value) || isInt32(value);
    };
  }

  private static boolean all(JsonElement value, Predicate<JsonElement> predicate) {
    if (!value.isJsonArray()) {
      return false;
    }
    for (JsonElement each : value.getAsJsonArray()) {
      if (!predicate.test(each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isString(JsonElement value) {
    return value instanceof JsonPrimitive p && p.isString();
  }

  private static boolean isInt32(JsonElement value) {
    return Json.integer(value) != null;
  }

  private static boolean isInt64(JsonElement value) {
    if (!(value instanceof JsonPrimitive p) || !p.isNumber()) {
      return false;
    }
    try {
      BigDecimal number = p.getAsBigDecimal();
      return number.compareTo(BigDecimal.valueOf(number.longValueExact())) == 0;
    } catch (ArithmeticException | NumberFormatException e) {
      return false;
    }
  }

  private static FieldError wrongType(String field, JsonElement found, Type type) {
    return new FieldError(
        FieldError.Type.INVALID, field, new JsonPrimitive(nameOf(found)), "must be " + type.text);
  }

  private static String nameOf(JsonElement value) {
    if (value instanceof JsonPrimitive p) {
      return p.isString() ? "string" : p.isNumber() ? "number" : "boolean";
    }
    return value.isJsonObject() ? "object" : "array";
  }
}
