package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.apply.WriteGate;
import io.leaderworkerset.informers.concurrent.TokenBucket;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends raw JSON to a control plane. */
final class PlaneClient implements AutoCloseable {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private final OkHttpClient http;
  private final String url;
  private final KubeHttp kube;

  /** An answer. */
  record Answer(int code, JsonObject body) {
    String message() {
      return String.valueOf(Json.string(body, "message"));
    }
  }

  PlaneClient(ControlPlane plane) {
    this.http = plane.newClient().getHttpClient();
    this.url = plane.url();
    this.kube = KubeHttp.builder(plane.newClient()).build();
  }

  KubeWriter writer() {
    TokenBucket bucket = new TokenBucket(1000, 1000, System::nanoTime);
    return new KubeWriter(kube, "lws", bucket, WriteGate.OPEN, LwsMetrics.NONE);
  }

  Answer get(String path) {
    return send("GET", path, "application/json", null);
  }

  Answer create(String path, JsonObject object) {
    return send("POST", path, "application/json", object.toString());
  }

  Answer dryRun(JsonObject pod) {
    String namespace = Json.string(pod, "metadata", "namespace");
    return create("/api/v1/namespaces/" + namespace + "/pods?dryRun=All", pod);
  }

  /** Creates or changes a cluster-scoped object of admissionregistration.k8s.io. */
  Answer register(JsonObject object) {
    String kind = Json.string(object, "kind").toLowerCase(Locale.ROOT);
    String plural = kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
    Answer answer =
        send(
            "PATCH",
            "/apis/admissionregistration.k8s.io/v1/"
                + plural
                + "/"
                + Json.string(object, "metadata", "name")
                + "?fieldManager=test&force=true",
            "application/apply-patch+yaml",
            object.toString());
    assertThat(answer.code()).as("%s", answer.body()).isIn(200, 201);
    return answer;
  }

  /** Installs the definition of sets and waits until it is served. */
  void installSets() throws IOException {
    String path = "/io/leaderworkerset/crd/leaderworkersets.yaml";
    try (InputStream in = PlaneClient.class.getResourceAsStream(path)) {
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String name = "/leaderworkersets.leaderworkerset.x-k8s.io?fieldManager=test";
      Answer answer = send("PATCH", DEFINITIONS + name, "application/apply-patch+yaml", yaml);
      assertThat(answer.code()).as("%s", answer.body()).isIn(200, 201);
    }
    io.leaderworkerset.informers.support.Eventually.await(
        "sets are served",
        () -> get("/apis/leaderworkerset.x-k8s.io/v1/leaderworkersets").code() == 200);
  }

  Answer send(String method, String path, String type, String body) {
    RequestBody content =
        body == null
            ? null
            : RequestBody.create(body.getBytes(StandardCharsets.UTF_8), MediaType.get(type));
    Request request = new Request.Builder().url(url + path).method(method, content).build();
    try (Response response = http.newCall(request).execute()) {
      String text = response.body().string();
      return new Answer(
          response.code(),
          text.startsWith("{") ? Json.parse(text).getAsJsonObject() : new JsonObject());
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path + " got no answer", e);
    }
  }

  @Override
  public void close() {
    kube.close();
  }
}
