package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.informers.admission.PlaneClient.Answer;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The webhooks as a real API server calls them, with the certificates they keep themselves. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksOnControlPlaneTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  private static final CertificateSettings SETTINGS =
      CertificateSettings.inNamespace("lws-system").withMoreNames("127.0.0.1");
  private static final String SETS =
      "/apis/leaderworkerset.x-k8s.io/v1/namespaces/default/leaderworkersets";
  private static final String SECRET =
      "/api/v1/namespaces/lws-system/secrets/lws-webhook-server-cert";

  private final ServingCertificate serving = new ServingCertificate();
  private AdmissionServer server;
  private PlaneClient client;

  @BeforeAll
  void serveWebhooks(ControlPlane plane) throws Exception {
    client = new PlaneClient(plane);
    client.installSets();
    plane.createNamespace("lws-system");
    server =
        AdmissionServer.builder(new AdmissionReviews(Gang.NONE))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .certificate(serving)
            .build();
    server.start();
    URI here = URI.create("https://127.0.0.1:" + server.port());
    AdmissionManifests.webhooksAt(here).forEach(client::register);
    refresh(serving, Clock.systemUTC());
    Eventually.await(
        "webhooks in force",
        () -> {
          Answer probe = client.create(SETS + "?dryRun=All", set("probe", "{\"replicas\":-1}"));
          return probe.message().contains("vleaderworkerset.kb.io")
              || probe.message().contains("replicas");
        });
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
      client.close();
    }
  }

  @Test
  void fillsDefaultsOfASet() {
    Answer answer =
        client.create(
            SETS, set("defaulted", "{\"leaderWorkerTemplate\":{\"restartPolicy\":\"Default\"}}"));
    assertThat(answer.code()).as("%s", answer.body()).isEqualTo(201);
    assertThat(Json.string(answer.body(), "spec", "leaderWorkerTemplate", "restartPolicy"))
        .isEqualTo("None");
    assertThat(
            Json.integer(
                answer.body(),
                "spec",
                "rolloutStrategy",
                "rollingUpdateConfiguration",
                "partition"))
        .isZero();
  }

  @Test
  void refusesASetThatOnlyTheWebhookCanRefuse() {
    JsonObject set = set("refused", "{}");
    Json.ensureObject(Json.object(set, "metadata"), "annotations")
        .addProperty("leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology", "rack");
    Answer answer = client.create(SETS, set);
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .contains("admission webhook \"vleaderworkerset.kb.io\" denied the request")
        .contains("cannot have subgroup-exclusive-topology without subGroupSize set");
    assertThat(Json.string(answer.body(), "reason")).isEqualTo("Invalid");
    assertThat(Json.array(answer.body(), "details", "causes")).hasSize(1);
  }

  @Test
  void makesAPodAMember() {
    JsonObject pod = Json.object(TestCertificates.podReview(), "request", "object");
    Json.array(pod, "spec", "containers").get(0).getAsJsonObject().addProperty("image", "i");
    Answer answer = client.create("/api/v1/namespaces/default/pods?dryRun=All", pod);
    assertThat(answer.code()).as("%s", answer.body()).isEqualTo(201);
    JsonElement container = Json.array(answer.body(), "spec", "containers").get(0);
    assertThat(Json.array(container, "env").toString())
        .contains("\"LWS_LEADER_ADDRESS\",\"value\":\"a-0.a.default\"");
    Json.object(pod, "metadata").remove("annotations");
    Answer refused = client.create("/api/v1/namespaces/default/pods?dryRun=All", pod);
    assertThat(refused.message()).contains("size annotation is unexpectedly missing for pod a-0");
  }

  @Test
  void replicasAgreeOnOneCertificateHoweverTheyRace() throws Exception {
    List<ServingCertificate> replicas = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    Instant later = Instant.now().plus(Duration.ofDays(300)); // all of them find it due
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ServingCertificate replica = new ServingCertificate();
      replicas.add(replica);
      Thread thread = new Thread(() -> refresh(replica, Clock.fixed(later, ZoneOffset.UTC)));
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(replicas.stream().map(r -> r.get().orElseThrow().chain()).distinct()).hasSize(1);
    JsonObject secret = client.get(SECRET).body();
    assertThat(CertificateBundle.read(secret).orElseThrow().server().chain())
        .isEqualTo(replicas.get(0).get().orElseThrow().chain());
  }

  @Test
  void repairsTheBundleOfAConfiguration() {
    String path =
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/"
            + SETTINGS.mutatingWebhooks();
    String before = bundle(client.get(path).body());
    assertThat(before).isNotNull();
    client.send(
        "PATCH",
        path,
        "application/json-patch+json",
        "[{\"op\":\"remove\",\"path\":\"/webhooks/0/clientConfig/caBundle\"}]");
    assertThat(bundle(client.get(path).body())).isNull();
    refresh(new ServingCertificate(), Clock.systemUTC());
    assertThat(bundle(client.get(path).body())).isEqualTo(before);
  }

  private static String bundle(JsonObject configuration) {
    return Json.string(Json.array(configuration, "webhooks").get(0), "clientConfig", "caBundle");
  }

  private void refresh(ServingCertificate target, Clock clock) {
    try (WebhookCertificates certificates =
        new WebhookCertificates(client.writer(), SETTINGS, target, clock)) {
      certificates.refresh();
    }
  }

  private static JsonObject set(String name, String spec) {
    JsonObject out =
        JsonParser.parseString(
                "{\"apiVersion\":\"leaderworkerset.x-k8s.io/v1\",\"kind\":\"LeaderWorkerSet\","
                    + "\"metadata\":{\"name\":\""
                    + name
                    + "\",\"namespace\":\"default\"},\"spec\":"
                    + spec
                    + "}")
            .getAsJsonObject();
    JsonObject template = Json.ensureObject(Json.object(out, "spec"), "leaderWorkerTemplate");
    template.add(
        "workerTemplate",
        JsonParser.parseString("{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"));
    return out;
  }
}
