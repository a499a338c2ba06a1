package io.leaderworkerset.manifest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartRecord.State;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import javax.annotation.Nullable;

/**
 * The restarts that are remembered, as text of an annotation: a JSON array with one small object
 * for each group, no larger than {@link #MAX_BYTES}.
 */
public final class RestartHistory {
  /** The longest text; all annotations of an object together may have 256 KiB. */
  public static final int MAX_BYTES = 64 * 1024;

  private RestartHistory() {}

  /**
   * Returns the records for which there is room, by group. Where there are too many the oldest are
   * left out, those of groups that are kept for inspection last.
   */
  public static List<RestartRecord> fitting(Collection<RestartRecord> records) {
    List<RestartRecord> newestFirst = new ArrayList<>(records);
    newestFirst.sort(
        Comparator.comparing((RestartRecord r) -> r.state() != State.HELD)
            .thenComparing(RestartRecord::at, Comparator.reverseOrder())
            .thenComparing(RestartRecord::group));
    List<RestartRecord> kept = new ArrayList<>();
    int bytes = 2;
    for (RestartRecord each : newestFirst) {
      bytes += Json.write(toJson(each)).getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MAX_BYTES) {
        break;
      }
      kept.add(each);
    }
    kept.sort(Comparator.comparingInt(RestartRecord::group));
    return kept;
  }

  /**
   * Writes the records, in their order.
   *
   * @param records such as {@link #fitting} returns
   */
  public static String write(List<RestartRecord> records) {
    JsonArray out = new JsonArray();
    records.forEach(each -> out.add(toJson(each)));
    return Json.write(out);
  }

  /**
   * Reads what was written. What cannot be read was not written by this version and is left out:
   * its groups start anew.
   *
   * @param text the annotation; null if there is none
   */
  public static List<RestartRecord> read(@Nullable String text) {
    List<RestartRecord> out = new ArrayList<>();
    if (text == null || text.isEmpty()) {
      return out;
    }
    try {
      JsonElement parsed = Json.parse(text);
      if (parsed.isJsonArray()) {
        for (JsonElement each : parsed.getAsJsonArray()) {
          RestartRecord record = record(each);
          if (record != null) {
            out.add(record);
          }
        }
      }
    } catch (JsonParseException e) {
      out.clear();
    }
    return out;
  }

  private static JsonObject toJson(RestartRecord record) {
    JsonObject out = new JsonObject();
    out.addProperty("g", record.group());
    out.addProperty("v", record.version());
    out.addProperty("r", record.revision());
    out.addProperty("u", record.leaderUid());
    out.addProperty("s", record.state().name());
    out.addProperty("n", record.restarts());
    out.addProperty("f", record.failures());
    out.addProperty("t", record.at().toEpochMilli());
    out.addProperty("c", record.cause().name());
    addUnlessEmpty(out, "p", record.pod());
    addUnlessEmpty(out, "o", record.resume());
    ContainerTrouble container = record.container();
    if (container != null) {
      JsonObject inner = new JsonObject();
      inner.addProperty("k", container.name());
      if (container.init()) {
        inner.addProperty("i", true);
      }
      inner.addProperty("n", container.restarts());
      inner.addProperty("x", container.exitCode());
      addUnlessEmpty(inner, "y", container.exitReason());
      out.add("w", inner);
    }
    return out;
  }

  private static void addUnlessEmpty(JsonObject out, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      out.addProperty(name, value);
    }
  }

  @Nullable
  private static RestartRecord record(JsonElement json) {
    Integer group = Json.integer(json, "g");
    Integer version = Json.integer(json, "v");
    Integer restarts = Json.integer(json, "n");
    Integer failures = Json.integer(json, "f");
    String uid = Json.string(json, "u");
    JsonElement time = Json.at(json, "t");
    if (group == null
        || version == null
        || restarts == null
        || failures == null
        || uid == null
        || time == null) {
      return null;
    }
    try {
      return new RestartRecord(
          group,
          version,
          text(json, "r"),
          uid,
          State.valueOf(text(json, "s")),
          restarts,
          failures,
          Instant.ofEpochMilli(time.getAsLong()),
          RestartCause.valueOf(text(json, "c")),
          text(json, "p"),
          container(Json.object(json, "w")),
          text(json, "o"));
    } catch (IllegalArgumentException | UnsupportedOperationException | IllegalStateException e) {
      return null;
    }
  }

  @Nullable
  private static ContainerTrouble container(@Nullable JsonObject json) {
    if (json == null) {
      return null;
    }
    Integer restarts = Json.integer(json, "n");
    return new ContainerTrouble(
        text(json, "k"),
        Json.isTrue(json, "i"),
        restarts == null ? 1 : restarts,
        null,
        Json.integer(json, "x"),
        Json.string(json, "y"));
  }

  private static String text(JsonElement json, String name) {
    String found = Json.string(json, name);
    return found == null ? "" : found;
  }
}
