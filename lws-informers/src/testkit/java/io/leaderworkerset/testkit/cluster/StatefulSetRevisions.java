package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * The ControllerRevisions of StatefulSets: one per distinct template, found again when a template
 * comes back, and tidied up beyond {@code revisionHistoryLimit}.
 */
final class StatefulSetRevisions implements ClusterView.Listener {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final String HASH_LABEL = "controller.kubernetes.io/hash";
  private static final Comparator<JsonObject> BY_NUMBER =
      Comparator.<JsonObject>comparingInt(r -> StatefulSetJson.number(r, 0, "revision"))
          .thenComparing(Meta::name);

  /** The revision of pods below the partition, and that of the live template. */
  record Pair(JsonObject current, JsonObject update) {}

  private final ClusterView view;
  private final Map<String, Map<String, JsonObject>> bySet = new HashMap<>();

  StatefulSetRevisions(ClusterView view) {
    this.view = view;
    view.listen(this);
  }

  @Override
  public void changed(String resource, @Nullable JsonObject before, @Nullable JsonObject after) {
    if (!resource.equals(Resources.REVISIONS)) {
      return;
    }
    String old = before == null ? null : Meta.controllerUid(before, "StatefulSet");
    if (before != null && old != null) {
      Map<String, JsonObject> known = bySet.get(old);
      if (known != null) {
        known.remove(Meta.name(before));
        if (known.isEmpty()) {
          bySet.remove(old);
        }
      }
    }
    String owner = after == null ? null : Meta.controllerUid(after, "StatefulSet");
    if (after != null && owner != null) {
      bySet.computeIfAbsent(owner, uid -> new LinkedHashMap<>()).put(Meta.name(after), after);
    }
  }

  /** Returns the set's two revisions, and makes the one of the live template if need be. */
  Pair resolve(JsonObject set) {
    List<JsonObject> known = sorted(Meta.uid(set));
    JsonObject data = data(set);
    JsonObject update = find(known, data);
    int next = known.isEmpty() ? 1 : number(known.get(known.size() - 1)) + 1;
    if (update == null) {
      update = create(set, data, next);
    } else if (update != known.get(known.size() - 1)) {
      update = renumber(update, next);
    }
    String currentName = Json.string(set, "status", "currentRevision");
    JsonObject current = currentName == null ? null : byName(known, currentName);
    return new Pair(current == null ? update : current, update);
  }

  /** Deletes the oldest revisions that nothing uses, beyond the set's limit. */
  void truncate(JsonObject set, Set<String> live) {
    List<JsonObject> unused = new ArrayList<>();
    for (JsonObject revision : sorted(Meta.uid(set))) {
      if (!live.contains(Meta.name(revision))) {
        unused.add(revision);
      }
    }
    int limit = StatefulSetJson.number(set, 10, "spec", "revisionHistoryLimit");
    for (int i = 0; i < unused.size() - limit; i++) {
      view.delete(Resources.REVISIONS, unused.get(i), "Background", null);
    }
  }

  /** Returns the pod template that a revision holds. */
  static JsonObject template(JsonObject revision) {
    JsonObject template = Json.object(revision, "data", "spec", "template");
    return template == null ? new JsonObject() : template;
  }

  private List<JsonObject> sorted(String setUid) {
    List<JsonObject> out = new ArrayList<>(bySet.getOrDefault(setUid, Map.of()).values());
    out.sort(BY_NUMBER);
    return out;
  }

  private static int number(JsonObject revision) {
    return StatefulSetJson.number(revision, 0, "revision");
  }

  @Nullable
  private static JsonObject byName(List<JsonObject> revisions, String name) {
    for (JsonObject revision : revisions) {
      if (Meta.name(revision).equals(name)) {
        return revision;
      }
    }
    return null;
  }

  @Nullable
  private static JsonObject find(List<JsonObject> revisions, JsonObject data) {
    String wanted = canonical(data);
    for (int i = revisions.size() - 1; i >= 0; i--) {
      JsonElement found = Json.at(revisions.get(i), "data");
      if (found != null && canonical(found).equals(wanted)) {
        return revisions.get(i);
      }
    }
    return null;
  }

  private static JsonObject data(JsonObject set) {
    JsonObject template = Json.object(set, "spec", "template");
    JsonObject copy = template == null ? new JsonObject() : template.deepCopy();
    copy.addProperty("$patch", "replace");
    JsonObject spec = new JsonObject();
    spec.add("template", copy);
    JsonObject data = new JsonObject();
    data.add("spec", spec);
    return data;
  }

  private JsonObject create(JsonObject set, JsonObject data, int number) {
    for (int collisions = 0; ; collisions++) {
      JsonObject revision = revision(set, data, number, collisions);
      try {
        return view.create(Resources.REVISIONS, revision);
      } catch (ClusterApi.ApiException e) {
        if (e.code() != 409) {
          throw e;
        }
      }
      JsonObject taken = takeOver(set, revision, number);
      if (taken != null) {
        return taken;
      }
    }
  }

  /** Adopts an orphan of the same name and content; null if the name is taken by another one. */
  @Nullable
  private JsonObject takeOver(JsonObject set, JsonObject wanted, int number) {
    JsonObject found =
        view.api().get(Resources.REVISIONS, Meta.namespace(wanted), Meta.name(wanted));
    JsonElement data = found == null ? null : Json.at(found, "data");
    if (found == null || data == null) {
      throw new RetryLater("revision " + Meta.name(wanted) + " was there a moment ago");
    }
    if (!canonical(data).equals(canonical(wanted.get("data")))) {
      return null;
    }
    if (Meta.controller(found) != null || Meta.isTerminating(found)) {
      throw new RetryLater("revision " + Meta.name(wanted) + " of an earlier set is still there");
    }
    view.update(
        Resources.REVISIONS,
        found,
        copy -> {
          JsonArray owners = Meta.owners(copy);
          owners.add(Meta.controllerRef("apps/v1", "StatefulSet", set));
          Json.ensureObject(copy, "metadata").add("ownerReferences", owners);
          copy.addProperty("revision", number);
          return true;
        });
    JsonObject adopted = view.get(Resources.REVISIONS, Meta.key(found));
    return adopted == null ? found : adopted;
  }

  private static JsonObject revision(JsonObject set, JsonObject data, int number, int collisions) {
    String hash = safeEncode(fnv1(canonical(data) + collisions));
    JsonObject revision = new JsonObject();
    revision.addProperty("apiVersion", "apps/v1");
    revision.addProperty("kind", "ControllerRevision");
    JsonObject metadata = new JsonObject();
    String prefix = Meta.name(set);
    metadata.addProperty(
        "name", (prefix.length() > 223 ? prefix.substring(0, 223) : prefix) + "-" + hash);
    metadata.addProperty("namespace", Meta.namespace(set));
    JsonObject labels = Json.ofStrings(Json.strings(set, "spec", "template", "metadata", "labels"));
    labels.addProperty(HASH_LABEL, hash);
    metadata.add("labels", labels);
    metadata.add("annotations", Json.ofStrings(Json.strings(set, "metadata", "annotations")));
    JsonArray owners = new JsonArray();
    owners.add(Meta.controllerRef("apps/v1", "StatefulSet", set));
    metadata.add("ownerReferences", owners);
    revision.add("metadata", metadata);
    revision.add("data", data);
    revision.addProperty("revision", number);
    return revision;
  }

  private JsonObject renumber(JsonObject revision, int number) {
    view.update(
        Resources.REVISIONS,
        revision,
        copy -> {
          copy.addProperty("revision", number);
          return true;
        });
    JsonObject now = view.get(Resources.REVISIONS, Meta.key(revision));
    return now == null ? revision : now;
  }

  /** Returns JSON with sorted members and without nulls and empty objects. */
  static String canonical(JsonElement value) {
    return Json.write(sorted(value));
  }

  private static JsonElement sorted(JsonElement value) {
    if (value.isJsonArray()) {
      JsonArray out = new JsonArray();
      value.getAsJsonArray().forEach(item -> out.add(sorted(item)));
      return out;
    }
    if (!value.isJsonObject()) {
      return value;
    }
    TreeMap<String, JsonElement> members = new TreeMap<>();
    value.getAsJsonObject().entrySet().forEach(e -> members.put(e.getKey(), e.getValue()));
    JsonObject out = new JsonObject();
    members.forEach(
        (name, member) -> {
          JsonElement inner = sorted(member);
          if (!inner.isJsonNull() && !(inner instanceof JsonObject o && o.size() == 0)) {
            out.add(name, inner);
          }
        });
    return out;
  }

  private static int fnv1(String text) {
    int hash = 0x811c9dc5;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash *= 0x01000193;
      hash ^= b & 0xff;
    }
    return hash;
  }

  private static String safeEncode(int hash) {
    StringBuilder out = new StringBuilder();
    for (char c : Integer.toUnsignedString(hash).toCharArray()) {
      out.append(ALPHABET.charAt(c % ALPHABET.length()));
    }
    return out.toString();
  }
}
