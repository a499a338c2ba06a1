package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An API server in memory with everything that runs around it. */
final class TestCluster implements AutoCloseable {
  static final String NAMESPACE = "ns";

  final InMemoryClusterApi api = new InMemoryClusterApi();
  final ClusterFunctions functions;
  final Kubelets kubelets;
  final Nodes nodes;

  TestCluster(
      UnaryOperator<ClusterFunctions.Builder> functions, UnaryOperator<Kubelets.Builder> kubelets) {
    this.functions = functions.apply(ClusterFunctions.builder(api)).build();
    this.kubelets = kubelets.apply(Kubelets.builder(api)).build();
    this.nodes = new Nodes(api, this.kubelets);
  }

  static TestCluster started() {
    return started(b -> b);
  }

  static TestCluster started(UnaryOperator<ClusterFunctions.Builder> functions) {
    TestCluster cluster = new TestCluster(functions, b -> b);
    cluster.start();
    return cluster;
  }

  void start() {
    functions.start();
    kubelets.start();
  }

  /** Creates a Parallel StatefulSet named web with one container, changed as wanted. */
  JsonObject createSet(String name, int replicas, Consumer<JsonObject> spec) {
    JsonObject set =
        Json.parse(
                """
                {"apiVersion":"apps/v1","kind":"StatefulSet",
                 "metadata":{"name":"%1$s","namespace":"ns"},
                 "spec":{"replicas":%2$d,"serviceName":"svc","podManagementPolicy":"Parallel",
                  "selector":{"matchLabels":{"app":"%1$s"}},
                  "updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}},
                  "template":{"metadata":{"labels":{"app":"%1$s"}},
                   "spec":{"containers":[{"name":"main","image":"one"}]}}}}
                """
                    .formatted(name, replicas))
            .getAsJsonObject();
    spec.accept(set.getAsJsonObject("spec"));
    return api.create("statefulsets.apps", set);
  }

  void changeSet(String name, Consumer<JsonObject> spec) {
    change("statefulsets.apps", name, set -> spec.accept(set.getAsJsonObject("spec")));
  }

  void change(String resource, String name, Consumer<JsonObject> change) {
    while (true) {
      JsonObject copy = object(resource, name).deepCopy();
      change.accept(copy);
      try {
        api.update(resource, copy);
        return;
      } catch (ClusterApi.ApiException e) {
        if (e.code() != 409) {
          throw e;
        }
      }
    }
  }

  JsonObject object(String resource, String name) {
    JsonObject found = api.get(resource, NAMESPACE, name);
    if (found == null) {
      throw new AssertionError("no " + resource + " " + name);
    }
    return found;
  }

  JsonObject pod(String name) {
    return object("pods", name);
  }

  boolean exists(String resource, String name) {
    return api.get(resource, NAMESPACE, name) != null;
  }

  List<String> podNames() {
    List<String> out = new ArrayList<>();
    api.list("pods").forEach(pod -> out.add(Meta.name(pod)));
    return out;
  }

  boolean isReady(String pod) {
    return exists("pods", pod) && StatefulSetJson.readySince(pod(pod)) != null;
  }

  String image(String pod) {
    return String.valueOf(Json.string(Json.array(pod(pod), "spec", "containers").get(0), "image"));
  }

  int status(String set, String field) {
    return StatefulSetJson.number(object("statefulsets.apps", set), 0, "status", field);
  }

  int restarts(String pod) {
    int sum = 0;
    for (JsonElement c : Json.array(pod(pod), "status", "containerStatuses")) {
      sum += StatefulSetJson.number(c, 0, "restartCount");
    }
    return sum;
  }

  void delete(String resource, String name, String propagation) {
    api.delete(resource, NAMESPACE, name, null, propagation, null);
  }

  static void image(JsonObject spec, String image) {
    spec.getAsJsonObject("template")
        .getAsJsonObject("spec")
        .getAsJsonArray("containers")
        .get(0)
        .getAsJsonObject()
        .addProperty("image", image);
  }

  void await(String what, BooleanSupplier condition) {
    api.await(what, condition);
  }

  @Override
  public void close() {
    functions.close();
    kubelets.close();
  }
}
