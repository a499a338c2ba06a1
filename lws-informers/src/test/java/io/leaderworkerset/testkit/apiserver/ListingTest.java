package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists: selectors, pages and versions. */
class ListingTest extends ServerTest {
  private static String names(Api.Answer list) {
    return list.items().asList().stream()
        .map(i -> Json.string(i, "metadata", "name"))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest(name = "{0} selects {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "tier=a | m1 m2",
        "tier==a | m1 m2",
        "tier!=a | m3 m4",
        "tier in (a, b) | m1 m2 m3",
        "tier notin (a) | m3 m4",
        "tier | m1 m2 m3",
        "!tier | m4",
        "tier=a,n=2 | m2",
        "n>1 | m2",
        "tier=none | ''"
      })
  void labelSelectors(String selector, String expected) {
    api.post(MAPS, map("m1", "\"tier\":\"a\",\"n\":\"1\""));
    api.post(MAPS, map("m2", "\"tier\":\"a\",\"n\":\"2\""));
    api.post(MAPS, map("m3", "\"tier\":\"b\""));
    api.post(MAPS, map("m4"));
    assertThat(names(api.get(MAPS + "?labelSelector=" + Api.encode(selector)))).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} selects {1}")
  @CsvSource({
    "metadata.name=p1, p1",
    "spec.nodeName=n1, p2",
    "spec.nodeName=, p1",
    "spec.nodeName!=n1, p1",
    "status.phase=Pending, p1 p2"
  })
  void fieldSelectors(String selector, String expected) {
    api.post(PODS, pod("p1"));
    api.post(PODS, boundPod("p2"));
    assertThat(names(api.get(PODS + "?fieldSelector=" + Api.encode(selector)))).isEqualTo(expected);
  }

  @Test
  void unsupportedFieldsAndBadSelectorsAreRefused() {
    Api.Answer field = api.get(PODS + "?fieldSelector=spec.hostname%3Dx");
    assertThat(field.code()).isEqualTo(400);
    assertThat(field.string("message")).isEqualTo("field label not supported: spec.hostname");
    assertThat(api.get(PODS + "?labelSelector=" + Api.encode("a b c")).code()).isEqualTo(400);
  }

  @Test
  void pagesAreOfOneVersion() {
    for (int i = 1; i <= 5; i++) {
      api.post(MAPS, map("m" + i));
    }
    List<String> seen = new ArrayList<>();
    Api.Answer page = api.get(MAPS + "?limit=2");
    String version = page.version();
    assertThat(page.body().getAsJsonObject("metadata").get("remainingItemCount").getAsInt())
        .isEqualTo(3);
    api.delete(MAPS + "/m4"); // pages to come show it all the same
    seen.add(names(page));
    while (page.string("metadata", "continue") != null) {
      page = api.get(MAPS + "?limit=2&continue=" + page.string("metadata", "continue"));
      assertThat(page.version()).isEqualTo(version);
      seen.add(names(page));
    }
    assertThat(seen).containsExactly("m1 m2", "m3 m4", "m5");
  }

  @Test
  void continueTokenExpiresWithTheHistory() {
    api.post(MAPS, map("m1"));
    api.post(MAPS, map("m2"));
    String token = api.get(MAPS + "?limit=1").string("metadata", "continue");
    server.faults().compact();
    Api.Answer late = api.get(MAPS + "?limit=1&continue=" + token);

    assertThat(late.code()).isEqualTo(410);
    assertThat(late.string("reason")).isEqualTo("Expired");
  }

  @Test
  void exactVersionShowsThePast() {
    Api.Answer first = api.post(MAPS, map("m1"));
    api.post(MAPS, map("m2"));
    api.delete(MAPS + "/m1");
    String query = "?resourceVersionMatch=Exact&resourceVersion=" + first.version();
    assertThat(names(api.get(MAPS + query))).isEqualTo("m1");
  }

  @Test
  void tooLargeVersionIsATimeoutWithItsCause() {
    Api.Answer answer = api.get(MAPS + "?resourceVersion=999999");
    JsonElement cause = Json.array(answer.body(), "details", "causes").get(0);

    assertThat(answer.code()).isEqualTo(504);
    assertThat(answer.string("reason")).isEqualTo("Timeout");
    assertThat(Json.string(cause, "reason")).isEqualTo("ResourceVersionTooLarge");
  }

  @Test
  void itemsOfBuiltInKindsCarryNoKindAndCustomOnesDo() {
    api.post(PODS, pod("p"));
    api.post(LWS, lws("l"));
    assertThat(api.get(PODS).items().get(0).getAsJsonObject().has("kind")).isFalse();
    assertThat(Json.string(api.get(LWS).items().get(0), "kind")).isEqualTo("LeaderWorkerSet");
    assertThat(api.get("/api/v1/pods").string("kind")).isEqualTo("PodList");
  }

  @Test
  void tablesHaveTheColumnsKubectlShows() throws Exception {
    api.post(LWS, lws("l"));
    var request =
        java.net.http.HttpRequest.newBuilder(java.net.URI.create(server.url() + LWS))
            .header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
            .build();
    var response =
        java.net.http.HttpClient.newHttpClient()
            .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
    JsonObject table = json(response.body());
    assertThat(
            Json.array(table, "columnDefinitions").asList().stream()
                .map(c -> Json.string(c, "name")))
        .containsExactly("Name", "Ready", "Desired", "Up-to-date", "Age");
    assertThat(Json.array(Json.array(table, "rows").get(0), "cells").get(2).getAsInt())
        .isEqualTo(2);
  }
}
