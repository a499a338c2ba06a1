package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The form a client asks objects in: as they are, as table rows, or their metadata only. */
final class Rendering {
  private enum Form {
    PLAIN,
    TABLE,
    METADATA
  }

  private final Form form;
  private final ResourceType type;
  private final String includeObject;

  private Rendering(Form form, ResourceType type, String includeObject) {
    this.form = form;
    this.type = type;
    this.includeObject = includeObject;
  }

  /** Returns the first form of the Accept header that is served. */
  static Rendering of(HttpExchange exchange, ResourceType type) {
    Form form = Form.PLAIN;
    for (String accepted : exchange.header("accept").split(",")) {
      String a = accepted.replace(" ", "");
      if (!a.startsWith("application/json") && !a.startsWith("*/*")) {
        continue;
      }
      if (a.contains("as=Table") && a.contains("v=v1;")
          || a.contains("as=Table") && a.endsWith("v=v1")) {
        form = Form.TABLE;
      } else if (a.contains("as=PartialObjectMetadata")) {
        form = Form.METADATA;
      }
      break;
    }
    return new Rendering(form, type, exchange.query().getOrDefault("includeObject", "Metadata"));
  }

  boolean isPlain() {
    return form == Form.PLAIN;
  }

  /** Returns one object in this form. */
  byte[] bytes(Stored object) {
    return switch (form) {
      case PLAIN -> object.bytes();
      case METADATA -> Trees.bytes(partial(object.object()));
      case TABLE -> Trees.bytes(table(List.of(object), new JsonObject()));
    };
  }

  /** Sends a list in this form, which is not the plain one. */
  void sendList(HttpExchange exchange, ListHandler.Page page) throws IOException {
    JsonObject metadata = ListHandler.metadata(page);
    JsonObject out;
    if (form == Form.TABLE) {
      out = table(page.objects(), metadata);
    } else {
      out = new JsonObject();
      out.addProperty("kind", "PartialObjectMetadataList");
      out.addProperty("apiVersion", "meta.k8s.io/v1");
      out.add("metadata", metadata);
      JsonArray items = new JsonArray();
      page.objects().forEach(o -> items.add(partial(o.object())));
      out.add("items", items);
    }
    exchange.send(200, "application/json", Map.of(), List.of(Trees.bytes(out)));
  }

  static JsonObject partial(JsonObject object) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", "PartialObjectMetadata");
    out.addProperty("apiVersion", "meta.k8s.io/v1");
    out.add("metadata", Trees.shallow(Json.object(object, "metadata")));
    return out;
  }

  private JsonObject table(List<Stored> objects, JsonObject metadata) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", "Table");
    out.addProperty("apiVersion", "meta.k8s.io/v1");
    out.add("metadata", metadata);
    List<Tables.Column> columns = Tables.columns(type);
    JsonArray definitions = new JsonArray();
    columns.forEach(c -> definitions.add(c.definition()));
    out.add("columnDefinitions", definitions);
    JsonArray rows = new JsonArray();
    Instant now = Instant.now();
    for (Stored o : objects) {
      JsonObject row = new JsonObject();
      JsonArray cells = new JsonArray();
      columns.forEach(c -> cells.add(c.cell().apply(o.object(), now)));
      row.add("cells", cells);
      if (!includeObject.equals("None")) {
        row.add("object", includeObject.equals("Object") ? o.object() : partial(o.object()));
      }
      rows.add(row);
    }
    out.add("rows", rows);
    return out;
  }
}
