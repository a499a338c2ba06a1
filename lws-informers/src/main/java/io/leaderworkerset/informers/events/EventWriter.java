package io.leaderworkerset.informers.events;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.ResourceType;
import java.time.Instant;

/** Turns series into calls. */
final class EventWriter {
  private static final ResourceType EVENTS =
      ResourceType.namespaced("events.k8s.io", "v1", "events");

  private final KubeWriter writer;
  private final EventRecorder.Settings settings;

  /** A series as it was when the write began. */
  record Occurrences(String name, Instant first, Instant last, int count) {}

  EventWriter(KubeWriter writer, EventRecorder.Settings settings) {
    this.writer = writer;
    this.settings = settings;
  }

  /** Writes a new event; returns true. One that is there already was written by a lost answer. */
  boolean first(EventKey key, Occurrences seen) {
    try {
      writer.create(EVENTS, key.regarding().eventNamespace(), body(key, seen));
    } catch (KubeApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
    return true;
  }

  /** Writes the count of a series; returns whether the event was gone and is written anew. */
  boolean again(EventKey key, Occurrences seen) {
    JsonObject patch = new JsonObject();
    patch.add("series", series(seen));
    try {
      writer.mergePatch(EVENTS, key.regarding().eventNamespace(), seen.name(), patch);
      return false;
    } catch (KubeApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      return first(key, seen);
    }
  }

  private JsonObject body(EventKey key, Occurrences seen) {
    JsonObject metadata = new JsonObject();
    metadata.addProperty("namespace", key.regarding().eventNamespace());
    metadata.addProperty("name", seen.name());
    JsonObject event = new JsonObject();
    event.addProperty("apiVersion", EVENTS.apiVersion());
    event.addProperty("kind", "Event");
    event.add("metadata", metadata);
    event.addProperty("eventTime", EventText.micros(seen.first()));
    if (seen.count() > 1) {
      event.add("series", series(seen));
    }
    event.addProperty("reportingController", EventText.shortText(settings.controller()));
    event.addProperty("reportingInstance", EventText.shortText(settings.instance()));
    event.addProperty("action", key.action());
    event.addProperty("reason", key.reason());
    event.add("regarding", key.regarding().toJson());
    event.addProperty("note", key.note());
    event.addProperty("type", key.type().text());
    return event;
  }

  private static JsonObject series(Occurrences seen) {
    JsonObject series = new JsonObject();
    series.addProperty("count", seen.count());
    series.addProperty("lastObservedTime", EventText.micros(seen.last()));
    return series;
  }
}
