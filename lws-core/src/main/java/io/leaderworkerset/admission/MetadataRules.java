package io.leaderworkerset.admission;

import com.google.gson.JsonNull;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.manifest.Ceilings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.annotation.Nullable;

/** The rules for a set's metadata; its name is also that of a Service. */
final class MetadataRules {
  private static final int ANNOTATIONS_BYTES = 256 * 1024;

  private MetadataRules() {}

  static List<FieldError> check(V1ObjectMeta metadata) {
    List<FieldError> out = new ArrayList<>();
    checkName(metadata, out);
    checkNamespace(metadata.getNamespace(), out);
    Long generation = metadata.getGeneration();
    if (generation != null && generation < 0) {
      out.add(
          FieldError.invalid(
              "metadata.generation", generation, "must be greater than or equal to 0"));
    }
    sorted(metadata.getLabels()).forEach((key, value) -> checkLabel(key, value, out));
    checkAnnotations(sorted(metadata.getAnnotations()), out);
    checkCeiling(sorted(metadata.getAnnotations()), out);
    checkOwners(metadata.getOwnerReferences(), out);
    checkFinalizers(metadata.getFinalizers(), out);
    return out;
  }

  private static void checkCeiling(Map<String, String> annotations, List<FieldError> out) {
    check(annotations, Names.MAX_GROUPS_ANNOTATION, Ceilings::parseGroups, out);
    check(annotations, Names.CAPACITY_ANNOTATION, Ceilings::parse, out);
  }

  /** Checks an annotation by reading it. */
  private static void check(
      Map<String, String> annotations, String key, Consumer<String> reader, List<FieldError> out) {
    String value = annotations.get(key);
    try {
      if (value != null) {
        reader.accept(value);
      }
    } catch (IllegalArgumentException e) {
      String detail = e.getMessage() == null ? "" : e.getMessage();
      out.add(FieldError.invalid("metadata.annotations[" + key + "]", value, detail));
    }
  }

  private static void checkName(V1ObjectMeta metadata, List<FieldError> out) {
    String name = metadata.getName();
    String generateName = metadata.getGenerateName();
    if (generateName != null && !generateName.isEmpty()) {
      String sample = generateName.replaceAll("-$", "a"); // what is generated never ends in '-'
      for (String message : NameRules.dns1035Label(sample)) {
        out.add(FieldError.invalid("metadata.generateName", generateName, message));
      }
    }
    if (name == null || name.isEmpty()) {
      if (generateName == null || generateName.isEmpty()) {
        out.add(FieldError.required("metadata.name", "name or generateName is required"));
      }
      return;
    }
    for (String message : NameRules.dns1035Label(name)) {
      out.add(FieldError.invalid("metadata.name", name, message));
    }
  }

  private static void checkNamespace(@Nullable String namespace, List<FieldError> out) {
    if (namespace == null || namespace.isEmpty()) {
      out.add(FieldError.required("metadata.namespace", ""));
      return;
    }
    for (String message : NameRules.dns1123Label(namespace)) {
      out.add(FieldError.invalid("metadata.namespace", namespace, message));
    }
  }

  private static void checkLabel(String key, String value, List<FieldError> out) {
    for (String message : NameRules.qualifiedName(key)) {
      out.add(FieldError.invalid("metadata.labels", key, message));
    }
    for (String message : NameRules.labelValue(value)) {
      out.add(FieldError.invalid("metadata.labels", value, message));
    }
  }

  private static void checkAnnotations(Map<String, String> annotations, List<FieldError> out) {
    long bytes = 0;
    for (Map.Entry<String, String> e : annotations.entrySet()) {
      for (String message : NameRules.qualifiedName(e.getKey().toLowerCase(Locale.ROOT))) {
        out.add(FieldError.invalid("metadata.annotations", e.getKey(), message));
      }
      bytes += utf8(e.getKey()) + utf8(e.getValue());
    }
    if (bytes > ANNOTATIONS_BYTES) {
      out.add(
          new FieldError(
              FieldError.Type.TOO_LONG,
              "metadata.annotations",
              JsonNull.INSTANCE,
              "may not be more than " + ANNOTATIONS_BYTES + " bytes"));
    }
  }

  private static void checkOwners(@Nullable List<V1OwnerReference> owners, List<FieldError> out) {
    if (owners == null) {
      return;
    }
    int controllers = 0;
    for (int i = 0; i < owners.size(); i++) {
      V1OwnerReference owner = owners.get(i);
      String path = "metadata.ownerReferences[" + i + "]";
      checkGiven(path + ".apiVersion", owner.getApiVersion(), out);
      checkGiven(path + ".kind", owner.getKind(), out);
      checkGiven(path + ".name", owner.getName(), out);
      checkGiven(path + ".uid", owner.getUid(), out);
      controllers += Boolean.TRUE.equals(owner.getController()) ? 1 : 0;
    }
    if (controllers > 1) {
      out.add(
          FieldError.invalid(
              "metadata.ownerReferences",
              controllers,
              "only one reference can have controller set to true"));
    }
  }

  private static void checkGiven(String path, @Nullable String value, List<FieldError> out) {
    if (value == null || value.isEmpty()) {
      out.add(FieldError.invalid(path, "", "must not be empty"));
    }
  }

  private static void checkFinalizers(@Nullable List<String> finalizers, List<FieldError> out) {
    if (finalizers == null) {
      return;
    }
    for (int i = 0; i < finalizers.size(); i++) {
      for (String message : NameRules.qualifiedName(finalizers.get(i))) {
        out.add(FieldError.invalid("metadata.finalizers[" + i + "]", finalizers.get(i), message));
      }
    }
  }

  private static Map<String, String> sorted(@Nullable Map<String, String> values) {
    Map<String, String> out = values == null ? new TreeMap<>() : new TreeMap<>(values);
    out.values().removeIf(Objects::isNull);
    return out;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
