package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** Lists: selectors, pages of one consistent version, and the versions a client may ask for. */
final class ListHandler {
  private static final byte[] COMMA = {','};
  private static final byte[] BRACE = {'{'};
  private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

  private final Store store;

  ListHandler(Store store) {
    this.store = store;
  }

  /** One page: what was selected, the version it is of, and where the next one begins. */
  record Page(List<Stored> objects, long version, @Nullable String next, int remaining) {}

  Page page(ResourceType type, @Nullable String namespace, Map<String, String> query) {
    LabelSelector labels = LabelSelector.parse(query.get("labelSelector"));
    FieldSelector fields = FieldSelector.parse(type, query.get("fieldSelector"));
    String token = query.getOrDefault("continue", "");
    JsonObject resume = token.isEmpty() ? null : decode(token);
    Store.Snapshot all =
        resume == null ? snapshot(type, namespace, query) : continued(type, namespace, resume);
    String after = resume == null ? "" : Json.string(resume, "start");
    long limit = number(query.getOrDefault("limit", ""), "limit");
    List<Stored> out = new ArrayList<>();
    int remaining = 0;
    for (Stored o : all.objects()) {
      if (after != null && !after.isEmpty() && o.key().compareTo(after) <= 0) {
        continue;
      }
      if (!labels.matches(o.object()) || !fields.matches(o.object())) {
        continue;
      }
      if (limit > 0 && out.size() >= limit) {
        remaining++;
      } else {
        out.add(o);
      }
    }
    boolean selected = !labels.isEverything() || !fields.isEverything();
    String next = remaining == 0 ? null : encode(all.version(), out.get(out.size() - 1).key());
    return new Page(out, all.version(), next, selected ? 0 : remaining);
  }

  private Store.Snapshot snapshot(
      ResourceType type, @Nullable String namespace, Map<String, String> query) {
    long asked = number(query.getOrDefault("resourceVersion", ""), "resourceVersion");
    long current = store.version();
    if (asked > current) {
      throw Statuses.tooLarge(asked, current);
    }
    if ("Exact".equals(query.get("resourceVersionMatch"))) {
      Store.Snapshot exact = store.listAt(type, namespace, asked);
      if (exact == null) {
        throw Statuses.tooOld(asked, store.oldest(type));
      }
      return exact;
    }
    return store.list(type, namespace);
  }

  private Store.Snapshot continued(
      ResourceType type, @Nullable String namespace, JsonObject resume) {
    Integer version = Json.integer(resume, "rv");
    Store.Snapshot found = store.listAt(type, namespace, version == null ? -1 : version);
    if (found == null) {
      throw Statuses.expired(
          "The provided continue parameter is too old to display a consistent list result. You can"
              + " start a new list without the continue parameter.");
    }
    return found;
  }

  static long number(String text, String parameter) {
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Statuses.badRequest(
          "Invalid value: \"" + text + "\": " + parameter + " must be a number");
    }
  }

  private static String encode(long version, String start) {
    JsonObject token = new JsonObject();
    token.addProperty("v", "meta.k8s.io/v1");
    token.addProperty("rv", version);
    token.addProperty("start", start);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.write(token).getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject decode(String token) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(token);
      return Json.parse(new String(text, StandardCharsets.UTF_8)).getAsJsonObject();
    } catch (RuntimeException e) {
      throw Statuses.badRequest("continue key is not valid: " + token);
    }
  }

  /** Sends the page as a list of the kind; items of built-in kinds go without kind and version. */
  void send(HttpExchange exchange, ResourceType type, Page page) throws IOException {
    JsonObject head = new JsonObject();
    head.addProperty("kind", type.listKind());
    head.addProperty("apiVersion", type.apiVersion());
    head.add("metadata", metadata(page));
    String text = Json.write(head);
    List<byte[]> parts = new ArrayList<>(page.objects().size() * 2 + 2);
    parts.add(
        (text.substring(0, text.length() - 1) + ",\"items\":[").getBytes(StandardCharsets.UTF_8));
    byte[] typed =
        ("{\"apiVersion\":\"" + type.apiVersion() + "\",\"kind\":\"" + type.kind() + "\",")
            .getBytes(StandardCharsets.UTF_8);
    boolean first = true;
    for (Stored o : page.objects()) {
      if (!first) {
        parts.add(COMMA);
      }
      first = false;
      byte[] bytes = o.bytes();
      if (type.builtIn()
          && bytes.length > typed.length
          && Arrays.mismatch(bytes, 0, typed.length, typed, 0, typed.length) < 0) {
        parts.add(BRACE);
        parts.add(Arrays.copyOfRange(bytes, typed.length, bytes.length));
      } else {
        parts.add(bytes);
      }
    }
    parts.add(END);
    exchange.send(200, "application/json", Map.of(), parts);
  }

  static JsonObject metadata(Page page) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("resourceVersion", Long.toString(page.version()));
    if (page.next() != null) {
      metadata.addProperty("continue", page.next());
      if (page.remaining() > 0) {
        metadata.addProperty("remainingItemCount", page.remaining());
      }
    }
    return metadata;
  }
}
