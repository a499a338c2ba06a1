package io.leaderworkerset.manifest;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.api.LeaderWorkerTemplate;
import io.leaderworkerset.api.NetworkConfig;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.identity.RestartPolicy;
import io.leaderworkerset.identity.SubGroupPolicyType;
import io.leaderworkerset.identity.SubdomainPolicy;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Revisions: the parts of a set's spec that matter to pods, as they are stored in a
 * ControllerRevision.
 *
 * @see <a href="https://github.com/kubernetes-sigs/lws">rules followed:
 *     kubernetes-sigs/lws@060ab4d, pkg/utils/revision</a>
 */
public final class Revisions {
  private static final Gson GSON = new Gson();
  private static final int NAME_PREFIX = 220;
  private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";
  private static final int FNV_OFFSET = 0x811c9dc5;
  private static final int FNV_PRIME = 0x01000193;

  private Revisions() {}

  /**
   * Returns the revision of the set's spec: {@code leaderWorkerTemplate} and {@code networkConfig}
   * (Shared if absent), each marked as a patch that replaces.
   */
  public static JsonObject data(LeaderWorkerSet set) {
    JsonObject template =
        shaped("leaderWorkerTemplate", GSON.toJsonTree(set.spec().leaderWorkerTemplate()));
    NetworkConfig network = set.spec().networkConfig();
    JsonObject networkConfig =
        shaped("networkConfig", GSON.toJsonTree(network == null ? shared() : network));
    template.addProperty("$patch", "replace");
    networkConfig.addProperty("$patch", "replace");
    JsonObject spec = new JsonObject();
    spec.add("leaderWorkerTemplate", template);
    spec.add("networkConfig", networkConfig);
    JsonObject data = new JsonObject();
    data.add("spec", spec);
    return data;
  }

  private static NetworkConfig shared() {
    return new NetworkConfig(SubdomainPolicy.SHARED.value());
  }

  private static JsonObject shaped(String name, JsonElement value) {
    JsonElement shaped = GoShape.of(name, value);
    return shaped != null && shaped.isJsonObject() ? shaped.getAsJsonObject() : new JsonObject();
  }

  /** Returns the text of a revision whose UTF-8 bytes are hashed: keys sorted, no spaces. */
  public static String dataText(JsonObject data) {
    return GoJson.write(data);
  }

  /**
   * Returns the key of a revision: FNV-1 (32 bits) of its text in decimal, each digit replaced from
   * Kubernetes' alphabet without vowels. Example: {@code 97c445c49}.
   *
   * @param dataText from {@link #dataText}
   */
  public static String key(String dataText) {
    int hash = FNV_OFFSET;
    for (byte b : dataText.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash * FNV_PRIME) ^ (b & 0xff);
    }
    StringBuilder out = new StringBuilder();
    Integer.toUnsignedString(hash)
        .chars()
        .forEach(digit -> out.append(SAFE.charAt(digit % SAFE.length())));
    return out.toString();
  }

  /** Returns the key of the set's present spec. */
  public static String key(LeaderWorkerSet set) {
    return key(dataText(data(set)));
  }

  /**
   * Returns the name of a ControllerRevision: {@code set-hash-number}, of the set's name at most
   * 220 characters, so that the whole fits 253.
   *
   * @param set the set's name
   * @param hash from {@link #key(String)}
   * @param number the revision's number, at least 1
   */
  public static String name(String set, String hash, long number) {
    String prefix = set.length() > NAME_PREFIX ? set.substring(0, NAME_PREFIX) : set;
    return prefix + "-" + hash + "-" + number;
  }

  /**
   * Returns the ControllerRevision of the set's present spec, labelled with its own key.
   *
   * @param set the set, which will own it
   * @param number highest number among the set's revisions, plus 1
   */
  public static JsonObject build(LeaderWorkerSet set, long number) {
    return build(set, number, key(set));
  }

  /**
   * Returns the ControllerRevision of the set's present spec under a given key: the one that the
   * leader StatefulSet names, when that revision has been lost.
   *
   * @param set the set, which will own it
   * @param number highest number among the set's revisions, plus 1
   * @param revisionKey value of the revision label
   */
  public static JsonObject build(LeaderWorkerSet set, long number, String revisionKey) {
    JsonObject data = data(set);
    String name = name(Metadata.name(set), key(dataText(data)), number);
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", "apps/v1");
    out.addProperty("kind", "ControllerRevision");
    out.add(
        "metadata",
        Metadata.of(
            name,
            Metadata.namespace(set),
            Map.of(Names.SET_NAME_LABEL, Metadata.name(set), Names.REVISION_LABEL, revisionKey),
            Map.of(),
            Metadata.ownedBy(set)));
    out.add("data", data);
    out.addProperty("revision", number);
    return out;
  }

  /**
   * Returns the text in which a ControllerRevision is to be sent. The API server keeps the data
   * byte by byte and lets nobody change it; whoever patches the revision, as the garbage collector
   * does when it orphans it, writes the data anew as Go writes maps, and is refused if that
   * differs.
   *
   * @param revision from {@link #build(LeaderWorkerSet, long, String)}
   */
  public static String text(JsonObject revision) {
    return GoJson.write(revision);
  }

  /**
   * Returns the live set with the parts that a revision holds replaced by the revision's.
   *
   * @param live the set as it is now
   * @param data of a ControllerRevision, written by this library or by the Go controller
   * @throws com.google.gson.JsonParseException if the data is not what a revision holds
   */
  public static LeaderWorkerSet restore(LeaderWorkerSet live, JsonObject data) {
    LeaderWorkerTemplate template = read(data, "leaderWorkerTemplate", LeaderWorkerTemplate.class);
    NetworkConfig network = read(data, "networkConfig", NetworkConfig.class);
    return live.toBuilder()
        .spec(
            live.spec().toBuilder()
                .leaderWorkerTemplate(template)
                .networkConfig(network.subdomainPolicy() == null ? shared() : network)
                .build())
        .build();
  }

  private static <T> T read(JsonObject data, String part, Class<T> type) {
    JsonObject found = Json.object(data, "spec", part);
    return GSON.fromJson(found == null ? new JsonObject() : found, type);
  }

  /** Returns the {@linkplain #fingerprint(JsonObject) fingerprint} of the set's present spec. */
  public static String fingerprint(LeaderWorkerSet set) {
    return fingerprint(data(set));
  }

  /**
   * Returns a text that is equal for two revisions exactly if they mean the same pods: nulls and
   * empty values left out, keys sorted, defaults of this API and of the API server filled in,
   * quantities and numbers by value. Never fails: data that is not a revision is compared as it is.
   *
   * @param data of a ControllerRevision
   */
  public static String fingerprint(JsonObject data) {
    LeaderWorkerSet restored;
    try {
      restored = restore(LeaderWorkerSet.builder().build(), data);
    } catch (JsonParseException e) {
      return GoJson.write(data);
    }
    JsonObject spec = Json.ensureObject(data(restored), "spec");
    JsonObject template = Json.ensureObject(spec, "leaderWorkerTemplate");
    fillDefaults(template);
    return Canonical.text("revision", spec);
  }

  private static void fillDefaults(JsonObject template) {
    if (!template.has("size")) {
      template.addProperty("size", 1);
    }
    RestartPolicy restart = RestartPolicy.of(Json.string(template, "restartPolicy"));
    template.addProperty(
        "restartPolicy", (restart == RestartPolicy.DEFAULT ? RestartPolicy.NONE : restart).value());
    JsonObject subGroups = Json.object(template, "subGroupPolicy");
    if (subGroups != null && !subGroups.has("subGroupPolicyType")) {
      subGroups.addProperty("subGroupPolicyType", SubGroupPolicyType.LEADER_WORKER.value());
    }
    JsonObject retention = Json.object(template, "persistentVolumeClaimRetentionPolicy");
    if (retention != null) {
      retainByDefault(retention, "whenDeleted");
      retainByDefault(retention, "whenScaled");
    }
  }

  private static void retainByDefault(JsonObject retention, String when) {
    if (!retention.has(when)) {
      retention.addProperty(when, "Retain");
    }
  }
}
