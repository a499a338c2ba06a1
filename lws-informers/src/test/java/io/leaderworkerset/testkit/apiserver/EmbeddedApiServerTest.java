package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The Java way in, loading, custom resources, discovery, and many clients at once. */
class EmbeddedApiServerTest extends ServerTest {
  @Test
  void inProcessAccessHasTheRulesOfHttp() {
    ClusterApi cluster = server.clusterApi();
    JsonObject pod = json(pod("p"));
    pod.getAsJsonObject("metadata").addProperty("namespace", "default");
    JsonObject made = cluster.create("pods", pod);
    JsonObject status = made.deepCopy();
    status.add("status", json("{\"phase\":\"Running\"}"));
    status.getAsJsonObject("metadata").add("labels", new JsonObject());
    cluster.updateStatus("pods", status);

    assertThat(api.get(PODS + "/p").string("status", "phase")).isEqualTo("Running");
    assertThat(api.get(PODS + "/p").string("metadata", "labels", "app")).isEqualTo("x");
    assertThatThrownBy(() -> cluster.updateStatus("pods", status))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(409));
    assertThatThrownBy(() -> cluster.delete("pods", "default", "p", "other-uid", null, null))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(409));
    assertThatThrownBy(() -> cluster.list("things.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("things.example is not served");
  }

  @Test
  void inProcessUpdateOfTheNodeNameBindsOnce() {
    ClusterApi cluster = server.clusterApi("kube-scheduler");
    api.post(PODS, pod("p"));
    JsonObject bound = cluster.get("pods", "default", "p").deepCopy();
    bound.getAsJsonObject("spec").addProperty("nodeName", "n1");
    JsonObject first = cluster.update("pods", bound);
    JsonObject moved = first.deepCopy();
    moved.getAsJsonObject("spec").addProperty("nodeName", "n2");

    assertThat(Json.string(first, "spec", "nodeName")).isEqualTo("n1");
    assertThat(Json.integer(first, "metadata", "generation")).isEqualTo(1);
    assertThat(first.toString()).doesNotContain("kube-scheduler");
    assertThatThrownBy(() -> cluster.update("pods", moved))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(422))
        .hasMessageContaining("pod updates may not change fields other than");
  }

  @Test
  void updateAfterAnySparseStatusChangesNothing() {
    api.post(SETS, set("web"));
    api.patch(SETS + "/web/status", Api.MERGE, "{\"status\":null}");
    JsonObject present = api.get(SETS + "/web").body();
    assertThat(api.put(SETS + "/web", present).body()).isEqualTo(present);
  }

  @Test
  void listenerSeesEachChangeInOrderAndMayWriteItself() throws Exception {
    ClusterApi cluster = server.clusterApi();
    List<String> seen = new ArrayList<>();
    try (AutoCloseable watch =
        cluster.watch(
            change -> {
              if (change.resource().equals("configmaps")) {
                seen.add(change.type() + " " + name(change));
                if (name(change).equals("m1") && change.type().equals("ADDED")) {
                  api.post(MAPS, map("answer"));
                }
              }
            })) {
      api.post(MAPS, map("m1"));
      api.delete(MAPS + "/m1");
      assertThat(seen).containsExactly("ADDED m1", "ADDED answer", "DELETED m1");
    }
    api.post(MAPS, map("after"));
    assertThat(seen).hasSize(3);
  }

  private static String name(Change change) {
    return Json.string(change.object(), "metadata", "name");
  }

  @Test
  void loadedObjectsKeepStatusAndFollowTheirOwnersNewUids() {
    api.post(SETS, set("web"));
    String uid = api.get(SETS + "/web").string("metadata", "uid");
    api.patch(SETS + "/web/status", Api.MERGE, "{\"status\":{\"replicas\":2}}");
    api.post(
        PODS,
        pod("p")
            .replace(
                "\"labels\"",
                "\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"StatefulSet\","
                    + "\"name\":\"web\",\"uid\":\""
                    + uid
                    + "\"}],\"labels\""));
    try (EmbeddedApiServer other = EmbeddedApiServer.builder().start()) {
      other.load(server.dump());
      JsonObject set = other.clusterApi().get("statefulsets.apps", "default", "web");
      JsonObject pod = other.clusterApi().get("pods", "default", "p");
      JsonElement owner = Json.array(pod, "metadata", "ownerReferences").get(0);

      assertThat(Json.integer(set, "status", "replicas")).isEqualTo(2);
      assertThat(Json.array(set, "metadata", "managedFields")).hasSize(2);
      assertThat(Json.string(set, "metadata", "uid")).isNotEqualTo(uid);
      assertThat(Json.string(owner, "uid")).isEqualTo(Json.string(set, "metadata", "uid"));
    }
  }

  @Test
  void clusterLoadedTwiceIsRefused() {
    api.post(SETS, set("web"));
    JsonObject dump = server.dump();
    assertThatThrownBy(() -> server.load(dump))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot load statefulsets.apps default/web: it is there already");
    assertThatThrownBy(() -> server.load(json("{\"items\":[{\"kind\":\"What\"}]}")))
        .hasMessageContaining("register its resource first");
  }

  @Test
  void customResourceDefinitionServesItsResource() {
    String definition =
        """
        {"metadata":{"name":"things.e.com"},"spec":{"group":"e.com","scope":"Namespaced",
         "names":{"plural":"things","kind":"Thing","shortNames":["th"]},
         "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
          "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
           "properties":{"parts":{"type":"array","items":{"type":"object"},
            "x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"]}}}}}}}]}}""";
    String path = "/apis/e.com/v1/namespaces/default/things";
    String thing =
        "{apiVersion: e.com/v1, kind: Thing, metadata: {name: t}, spec: {parts: [{id: %s}]}}";

    assertThat(api.get(path).code()).isEqualTo(404);
    Api.Answer made =
        api.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
    assertThat(made.code()).isEqualTo(201);
    api.apply(path + "/t", "one", thing.formatted("a"));
    Api.Answer both = api.apply(path + "/t", "two", thing.formatted("b"));
    assertThat(Json.array(both.body(), "spec", "parts")).hasSize(2);
    assertThat(
            api.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.e.com")
                .body()
                .toString())
        .contains("\"type\":\"Established\",\"status\":\"True\"");
    assertThat(api.get("/apis/e.com/v1").body().toString()).contains("\"shortNames\":[\"th\"]");
    api.delete("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.e.com");
    assertThat(api.get(path).code()).isEqualTo(404);
  }

  @Test
  void registeredResourceIsServed() {
    server.resources().register(ResourceType.clusterScoped("e.com", "v2", "racks", "Rack"));
    assertThat(api.post("/apis/e.com/v2/racks", "{\"metadata\":{\"name\":\"r\"}}").code())
        .isEqualTo(201);
    assertThat(api.get("/apis").body().toString()).contains("\"groupVersion\":\"e.com/v2\"");
  }

  @Test
  void eventsAreTheSameInBothGroups() {
    api.post(
        "/apis/events.k8s.io/v1/namespaces/default/events",
        "{\"metadata\":{\"name\":\"e\"},\"regarding\":{\"kind\":\"Pod\",\"name\":\"p\"},"
            + "\"note\":\"it happened\",\"reason\":\"R\",\"type\":\"Normal\"}");
    String core = "/api/v1/namespaces/default/events";
    Api.Answer found = api.get(core + "?fieldSelector=involvedObject.name%3Dp");
    assertThat(Json.string(found.items().get(0), "message")).isEqualTo("it happened");

    api.patch(core + "/e", Api.MERGE, "{\"message\":\"again\",\"count\":2}");
    Api.Answer changed = api.get("/apis/events.k8s.io/v1/namespaces/default/events/e");
    assertThat(changed.string("note")).isEqualTo("again");
    assertThat(Json.integer(changed.body(), "deprecatedCount")).isEqualTo(2);
    api.delete("/apis/events.k8s.io/v1/namespaces/default/events/e");
    assertThat(api.get(core + "/e").code()).isEqualTo(404);
  }

  @Test
  void manyWritersLoseNothing() throws Exception {
    api.post(MAPS, map("shared"));
    Set<Integer> codes = ConcurrentHashMap.newKeySet();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    CountDownLatch done = new CountDownLatch(8);
    for (int c = 0; c < 8; c++) {
      int client = c;
      clients.execute(
          () -> {
            for (int i = 0; i < 20; i++) {
              String patch = "{\"data\":{\"c%d-%d\":\"x\"}}".formatted(client, i);
              codes.add(api.patch(MAPS + "/shared", Api.MERGE, patch).code());
            }
            done.countDown();
          });
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    clients.shutdown();
    Set<String> expected =
        IntStream.range(0, 160)
            .mapToObj(i -> "c" + i / 20 + "-" + i % 20)
            .collect(Collectors.toSet());
    assertThat(api.get(MAPS + "/shared").body().getAsJsonObject("data").keySet())
        .containsAll(expected);
    assertThat(codes).containsExactly(200);
  }

  @Test
  void kubeconfigNamesTheServer() {
    assertThat(server.kubeconfig()).contains("server: " + server.url());
    assertThat(api.get("/version").string("minor")).isEqualTo("36");
  }
}
