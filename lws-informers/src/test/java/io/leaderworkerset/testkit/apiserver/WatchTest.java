package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Watches: resuming, selecting, bookmarks, initial events, and versions that are too old. */
class WatchTest extends ServerTest {
  @Override
  EmbeddedApiServer.Builder configure(EmbeddedApiServer.Builder builder) {
    return builder.historySize(8).bookmarkInterval(Duration.ofMillis(200));
  }

  @Test
  void resumesAfterTheVersionGiven() throws Exception {
    String version = api.post(MAPS, map("m1")).version();
    api.post(MAPS, map("m2"));
    try (Api.Watch watch = api.watch(MAPS + "?watch=true&resourceVersion=" + version)) {
      assertThat(watch.nextText()).isEqualTo("ADDED m2");
      api.patch(MAPS + "/m2", Api.MERGE, "{\"data\":{\"a\":\"2\"}}");
      api.delete(MAPS + "/m1");
      assertThat(watch.nextText()).isEqualTo("MODIFIED m2");
      JsonObject deleted = watch.next();
      assertThat(Json.string(deleted, "type")).isEqualTo("DELETED");
      assertThat(Long.parseLong(Json.string(deleted, "object", "metadata", "resourceVersion")))
          .isGreaterThan(Long.parseLong(version));
    }
  }

  @Test
  void withoutAVersionBeginsWithWhatIsThere() throws Exception {
    api.post(MAPS, map("m1"));
    try (Api.Watch watch = api.watch(MAPS + "?watch=true")) {
      assertThat(watch.nextText()).isEqualTo("ADDED m1");
    }
  }

  @Test
  void selectorTurnsChangesIntoComingAndGoing() throws Exception {
    String version = api.post(MAPS, map("m", "\"on\":\"no\"")).version();
    String query = "?watch=true&labelSelector=on%3Dyes&resourceVersion=" + version;
    try (Api.Watch watch = api.watch(MAPS + query)) {
      label("yes");
      assertThat(watch.nextText()).isEqualTo("ADDED m");
      label("no");
      JsonObject gone = watch.next();
      assertThat(Json.string(gone, "type")).isEqualTo("DELETED");
      assertThat(Json.string(gone, "object", "metadata", "labels", "on")).isEqualTo("yes");
      label("yes");
      assertThat(watch.nextText()).isEqualTo("ADDED m");
    }
  }

  private void label(String value) {
    api.patch(MAPS + "/m", Api.MERGE, "{\"metadata\":{\"labels\":{\"on\":\"" + value + "\"}}}");
  }

  @Test
  void namespacesAreApart() throws Exception {
    server.createNamespace("other");
    try (Api.Watch watch = api.watch(MAPS + "?watch=true")) {
      api.post("/api/v1/namespaces/other/configmaps", map("hidden"));
      api.post(MAPS, map("seen"));
      assertThat(watch.nextText()).isEqualTo("ADDED seen");
    }
  }

  @Test
  void tooOldVersionIsAnErrorEventOrAStatus() throws Exception {
    String version = api.post(MAPS, map("m")).version();
    for (int i = 0; i < 20; i++) {
      api.patch(MAPS + "/m", Api.MERGE, "{\"data\":{\"a\":\"v" + i + "\"}}");
    }
    String path = MAPS + "?watch=true&resourceVersion=" + version;
    try (Api.Watch watch = api.watch(path)) {
      JsonObject event = watch.next();
      assertThat(watch.code()).isEqualTo(200);
      assertThat(Json.string(event, "type")).isEqualTo("ERROR");
      assertThat(Json.integer(event, "object", "code")).isEqualTo(410);
      assertThat(Json.string(event, "object", "reason")).isEqualTo("Expired");
      assertThat(watch.next()).isNull();
    }
    server.faults().answerExpiredWatchesWithStatus(true);
    assertThat(api.get(path).code()).isEqualTo(410);
  }

  @Test
  void compactionExpiresEveryVersionKnown() throws Exception {
    String version = api.post(MAPS, map("m")).version();
    server.faults().compact();
    try (Api.Watch watch = api.watch(MAPS + "?watch=true&resourceVersion=" + version)) {
      assertThat(Json.integer(watch.next(), "object", "code")).isEqualTo(410);
    }
    String fresh = api.get(MAPS).version();
    try (Api.Watch watch = api.watch(MAPS + "?watch=true&resourceVersion=" + fresh)) {
      api.post(MAPS, map("n"));
      assertThat(watch.nextText()).isEqualTo("ADDED n");
    }
  }

  @Test
  void futureVersionIsTooLarge() {
    assertThat(api.get(MAPS + "?watch=true&resourceVersion=99999").code()).isEqualTo(504);
  }

  @Test
  void bookmarksCarryTheVersionOfTheWholeStore() throws Exception {
    api.post(PODS, pod("p"));
    String version = api.get(PODS).version();
    String query = "?watch=true&allowWatchBookmarks=true&resourceVersion=" + version;
    try (Api.Watch watch = api.watch(PODS + query)) {
      String later = api.post(MAPS, map("elsewhere")).version();
      JsonObject bookmark = watch.next();
      while (Long.parseLong(Json.string(bookmark, "object", "metadata", "resourceVersion"))
          < Long.parseLong(later)) {
        bookmark = watch.next();
      }
      assertThat(Json.string(bookmark, "type")).isEqualTo("BOOKMARK");
      assertThat(Json.string(bookmark, "object", "kind")).isEqualTo("Pod");
      JsonObject spec = Json.object(bookmark, "object", "spec");
      assertThat(spec.get("containers").isJsonNull()).isTrue(); // as the real server writes it
    }
  }

  @Test
  void watchListEndsItsInitialEventsWithABookmark() throws Exception {
    api.post(MAPS, map("m1"));
    api.post(MAPS, map("m2"));
    String query =
        "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            + "&allowWatchBookmarks=true&resourceVersion=";
    try (Api.Watch watch = api.watch(MAPS + query)) {
      assertThat(watch.nextText()).isEqualTo("ADDED m1");
      assertThat(watch.nextText()).isEqualTo("ADDED m2");
      JsonObject end = watch.next();
      assertThat(Json.string(end, "type")).isEqualTo("BOOKMARK");
      assertThat(Json.string(end, "object", "metadata", "annotations", "k8s.io/initial-events-end"))
          .isEqualTo("true");
      api.post(MAPS, map("m3"));
      JsonObject next = watch.next();
      while ("BOOKMARK".equals(Json.string(next, "type"))) {
        next = watch.next();
      }
      assertThat(Json.string(next, "object", "metadata", "name")).isEqualTo("m3");
    }
    assertThat(api.get(MAPS + "?watch=true&sendInitialEvents=true").code()).isEqualTo(422);
  }

  @Test
  void endsAfterTheTimeAskedFor() throws Exception {
    try (Api.Watch watch = api.watch(MAPS + "?watch=true&timeoutSeconds=1")) {
      assertThat(watch.next()).isNull();
    }
  }

  @Test
  void oneObjectCanBeWatchedByName() throws Exception {
    try (Api.Watch watch = api.watch(MAPS + "?watch=true&fieldSelector=metadata.name%3Dm2")) {
      api.post(MAPS, map("m1"));
      api.post(MAPS, map("m2"));
      assertThat(watch.nextText()).isEqualTo("ADDED m2");
    }
  }

  @Test
  void aDroppedWatchDoesNotTellThatItWentBeyondTheEventNotSent() throws Exception {
    String query =
        "?watch=true&allowWatchBookmarks=true&resourceVersion="
            + api.post(MAPS, map("m")).version();
    server.faults().dropWatch().start();
    try (Api.Watch watch = api.watch(MAPS + query)) {
      label("yes");
      assertThat(watch.nextText()).isEqualTo("END");
    }
  }
}
