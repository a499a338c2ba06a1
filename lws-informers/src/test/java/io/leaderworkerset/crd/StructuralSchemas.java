package io.leaderworkerset.crd;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns types of an API server's OpenAPI v3 document into structural schemas for a
 * CustomResourceDefinition.
 *
 * <p>References are resolved; list and map types stay, so that server-side apply merges as in pods;
 * descriptions shrink to their first sentence. Unknown fields are preserved and enums dropped, so
 * that what a newer server knows is not refused. Defaults go, except of list-map keys, which need
 * one where they are optional.
 */
final class StructuralSchemas {
  private static final String REFERENCE = "#/components/schemas/";
  private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
  private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";
  private static final String METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  private static final String QUANTITY_PATTERN =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";
  private static final Set<String> TEMPLATE_METADATA =
      Set.of("annotations", "finalizers", "labels", "name", "namespace");
  private static final Set<String> KEPT =
      Set.of(
          "type",
          "format",
          "required",
          "nullable",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type");
  private static final int DESCRIPTION_LENGTH = 120;

  private final Map<String, JsonElement> types;

  StructuralSchemas(JsonObject openApi) {
    this.types = Json.object(openApi, "components", "schemas").asMap();
  }

  /** Returns the structural schema of a type, such as {@code io.k8s.api.core.v1.Pod}. */
  JsonObject of(String type) {
    if (type.equals(QUANTITY) || type.equals(INT_OR_STRING)) {
      return intOrString(type.equals(QUANTITY));
    }
    JsonElement found = types.get(type);
    if (found == null) {
      throw new IllegalArgumentException("the server's OpenAPI has no type " + type);
    }
    JsonObject source = found.getAsJsonObject().deepCopy();
    if (type.equals(METADATA)) {
      source.getAsJsonObject("properties").keySet().retainAll(TEMPLATE_METADATA);
    }
    return convert(source, Set.of());
  }

  private static JsonObject intOrString(boolean quantity) {
    JsonObject schema = new JsonObject();
    if (quantity) {
      schema.addProperty("pattern", QUANTITY_PATTERN);
    }
    schema.addProperty("x-kubernetes-int-or-string", true);
    return schema;
  }

  private JsonObject convert(JsonObject source, Set<String> keys) {
    JsonObject schema = new JsonObject();
    String description = Json.string(source, "description");
    String reference = reference(source);
    if (reference != null) {
      JsonObject referred = of(reference);
      referred.asMap().forEach(schema::add);
    }
    if (description != null) {
      schema.addProperty("description", firstSentence(description));
    }
    for (String name : new TreeSet<>(KEPT)) {
      if (source.has(name)) {
        schema.add(name, source.get(name));
      }
    }
    if (source.has("items")) {
      Set<String> itemKeys =
          Set.copyOf(
              Json.array(source, "x-kubernetes-list-map-keys").asList().stream()
                  .map(JsonElement::getAsString)
                  .toList());
      schema.add("items", convertItem(source.getAsJsonObject("items"), itemKeys));
    }
    if (source.has("additionalProperties")) {
      schema.add(
          "additionalProperties",
          convert(source.getAsJsonObject("additionalProperties"), Set.of()));
    }
    if (source.has("properties")) {
      addProperties(schema, source, keys);
    } else if (isOpenObject(schema)) {
      schema.addProperty("x-kubernetes-preserve-unknown-fields", true);
    }
    return schema;
  }

  private JsonObject convertItem(JsonObject item, Set<String> keys) {
    String reference = reference(item);
    JsonObject source =
        reference == null || keys.isEmpty() ? item : types.get(reference).getAsJsonObject();
    return convert(source, keys);
  }

  private void addProperties(JsonObject schema, JsonObject source, Set<String> keys) {
    JsonObject properties = new JsonObject();
    List<String> required =
        Json.array(source, "required").asList().stream().map(JsonElement::getAsString).toList();
    source
        .getAsJsonObject("properties")
        .asMap()
        .forEach(
            (name, value) -> {
              JsonObject property = convert(value.getAsJsonObject(), Set.of());
              if (keys.contains(name) && !required.contains(name)) {
                property.add("default", value.getAsJsonObject().get("default"));
              }
              properties.add(name, property);
            });
    schema.add("properties", properties);
    schema.addProperty("x-kubernetes-preserve-unknown-fields", true);
  }

  private static boolean isOpenObject(JsonObject schema) {
    return "object".equals(Json.string(schema, "type"))
        && !schema.has("additionalProperties")
        && !schema.has("properties");
  }

  private static String reference(JsonObject source) {
    JsonArray all = Json.array(source, "allOf");
    String target = all.size() == 1 ? Json.string(all.get(0), "$ref") : Json.string(source, "$ref");
    return target == null ? null : target.substring(REFERENCE.length());
  }

  private static String firstSentence(String description) {
    String text = description.replaceAll("\\s+", " ").strip();
    int end = text.indexOf(". ");
    String sentence = end < 0 ? text : text.substring(0, end + 1);
    if (sentence.length() <= DESCRIPTION_LENGTH) {
      return sentence;
    }
    int space = sentence.lastIndexOf(' ', DESCRIPTION_LENGTH - 1);
    return sentence.substring(0, space < 0 ? DESCRIPTION_LENGTH : space) + "…";
  }
}
