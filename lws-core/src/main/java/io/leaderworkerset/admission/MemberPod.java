package io.leaderworkerset.admission;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.json.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.Nullable;

/** A pod of a set while it is admitted: reads and changes its JSON. */
final class MemberPod {
  private static final Pattern ORDINAL = Pattern.compile("(.*)-([0-9]{1,10})");

  private final JsonObject json;
  private final JsonObject labels;
  private final JsonObject annotations;
  private final JsonObject spec;

  MemberPod(JsonObject json) {
    this.json = json;
    JsonObject metadata = Json.ensureObject(json, "metadata");
    this.labels = Json.ensureObject(metadata, "labels");
    this.annotations = Json.ensureObject(metadata, "annotations");
    this.spec = Json.ensureObject(json, "spec");
  }

  JsonObject json() {
    return json;
  }

  JsonObject spec() {
    return spec;
  }

  String name() {
    String name = Json.string(json, "metadata", "name");
    return name == null ? "" : name;
  }

  String namespace() {
    String namespace = Json.string(json, "metadata", "namespace");
    return namespace == null ? "" : namespace;
  }

  /** Returns the Service that gives the pod its name in DNS; the set's if it names none. */
  String subdomain() {
    String subdomain = Json.string(spec, "subdomain");
    return subdomain == null ? labelOrEmpty(Names.SET_NAME_LABEL) : subdomain;
  }

  boolean isLeader() {
    return "0".equals(label(Names.WORKER_INDEX_LABEL));
  }

  int size() {
    if (annotation(Names.SIZE_ANNOTATION) == null) {
      throw new RefusedException("size annotation is unexpectedly missing for pod " + name());
    }
    return number(annotation(Names.SIZE_ANNOTATION), "annotation " + Names.SIZE_ANNOTATION);
  }

  /** Returns the number at the end of the pod's name. */
  int ordinal() {
    Matcher m = ORDINAL.matcher(name());
    if (m.matches()) {
      long ordinal = Long.parseLong(m.group(2));
      if (ordinal <= Integer.MAX_VALUE) {
        return (int) ordinal;
      }
    }
    throw new RefusedException("parsing pod ordinal for pod " + name());
  }

  /** Returns a worker's name without its ordinal, which is its leader's name. */
  String nameWithoutOrdinal() {
    Matcher m = ORDINAL.matcher(name());
    if (!m.matches() || m.group(1).isEmpty()) {
      throw new RefusedException("parsing parent name from pod " + name());
    }
    return m.group(1);
  }

  int numberLabel(String name) {
    return number(label(name), "label " + name);
  }

  int numberAnnotation(String name) {
    return number(annotation(name), "annotation " + name);
  }

  private int number(@Nullable String text, String where) {
    try {
      return Integer.parseInt(text == null ? "" : text);
    } catch (NumberFormatException e) {
      throw new RefusedException(
          where + " of pod " + name() + " must be a number, but is \"" + orEmpty(text) + "\"");
    }
  }

  @Nullable
  String label(String name) {
    return text(labels, name);
  }

  String labelOrEmpty(String name) {
    return orEmpty(label(name));
  }

  void label(String name, String value) {
    labels.addProperty(name, value);
  }

  @Nullable
  String annotation(String name) {
    return text(annotations, name);
  }

  void annotate(String name, String value) {
    annotations.addProperty(name, value);
  }

  @Nullable
  private static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive p ? p.getAsString() : null;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
