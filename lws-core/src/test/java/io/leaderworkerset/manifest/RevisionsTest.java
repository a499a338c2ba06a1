package io.leaderworkerset.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {
  private static final String PLAIN =
      """
      {"spec": {"leaderWorkerTemplate": {"size": 2, "workerTemplate": {"spec": {"containers": [
        {"name": "c", "image": "registry.example/c:1", "args": ["<a> & b"],
         "ports": [{"containerPort": 80}],
         "env": [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
         "readinessProbe": {"httpGet": {"port": 80}},
         "resources": {"requests": {"cpu": "1", "memory": "1.5Gi"}}}],
        "volumes": [{"name": "v", "configMap": {"name": "m"}}]}}}}}
      """;

  /** The same pods, as another writer or the API server would put it. */
  private static final String SPELLED_OUT =
      """
      {"spec": {
       "networkConfig": {"subdomainPolicy": "Shared"},
       "leaderWorkerTemplate": {"restartPolicy": "RecreateGroupOnPodRestart",
        "leaderTemplate": null, "volumeClaimTemplates": [],
        "workerTemplate": {"metadata": {"creationTimestamp": null, "labels": {}},
        "spec": {"volumes": [{"configMap": {"defaultMode": 420, "name": "m"}, "name": "v"}],
        "restartPolicy": "Always", "dnsPolicy": "ClusterFirst", "securityContext": {},
        "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 30,
        "nodeSelector": {}, "hostNetwork": false,
        "containers": [
        {"image": "registry.example/c:1", "name": "c", "command": [], "args": ["<a> & b"],
         "imagePullPolicy": "IfNotPresent", "terminationMessagePath": "/dev/termination-log",
         "terminationMessagePolicy": "File", "tty": false,
         "ports": [{"protocol": "TCP", "containerPort": 80.0}],
         "env": [{"name": "NODE",
           "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "spec.nodeName"}}}],
         "readinessProbe": {"httpGet": {"path": "/", "port": 80, "scheme": "HTTP"},
           "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1,
           "failureThreshold": 3, "initialDelaySeconds": 0},
         "resources": {"limits": {}, "requests": {"memory": "1536Mi", "cpu": "1000m"}}}]}},
        "size": 2}}}
      """;

  @Test
  void fingerprintOverlooksSpelling() {
    assertThat(fingerprint(SPELLED_OUT)).isEqualTo(fingerprint(PLAIN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c:1 | c:2",
        "\"size\": 2 | \"size\": 3",
        "\"cpu\": \"1\" | \"cpu\": \"2\"",
        "\"cpu\": \"1\" | \"cpu\": \"1n\"",
        "spec.nodeName | spec.hostIP",
        "\"containerPort\": 80 | \"containerPort\": 81",
        "& b | & c",
        "\"name\": \"m\" | \"name\": \"n\"",
        "\"port\": 80 | \"port\": 80, \"path\": \"/x\"",
        "\"name\": \"m\"} | \"name\": \"m\", \"defaultMode\": 256}",
        "{\"size\" | {\"restartPolicy\": \"None\", \"size\"",
        "{\"size\" | {\"subGroupPolicy\": {\"subGroupSize\": 1}, \"size\"",
        "{\"spec\": {\"leader | {\"spec\": {\"networkConfig\": {\"subdomainPolicy\":"
            + " \"UniquePerReplica\"}, \"leader"
      })
  void fingerprintSeesEachRealChange(String old, String changed) {
    assertThat(PLAIN).contains(old);
    assertThat(fingerprint(PLAIN.replace(old, changed))).isNotEqualTo(fingerprint(PLAIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry.example/c", "registry.example/c:latest", "localhost:5000/c"})
  void imagesWithoutATagAreAlwaysPulled(String image) {
    String set = PLAIN.replace("registry.example/c:1", image);
    String spelledOut = set.replace("\"args\"", "\"imagePullPolicy\": \"Always\", \"args\"");

    assertThat(fingerprint(spelledOut)).isEqualTo(fingerprint(set));
  }

  @Test
  void deprecatedRestartPolicyMeansNone() {
    assertThat(fingerprint(PLAIN.replace("{\"size\"", "{\"restartPolicy\": \"Default\", \"size\"")))
        .isEqualTo(
            fingerprint(PLAIN.replace("{\"size\"", "{\"restartPolicy\": \"None\", \"size\"")));
  }

  @Test
  void hostPortsOfTheHostNetworkAreFilled() {
    String host = PLAIN.replace("\"volumes\"", "\"hostNetwork\": true, \"volumes\"");

    assertThat(
            fingerprint(
                host.replace("\"containerPort\": 80", "\"containerPort\": 80, \"hostPort\": 80")))
        .isEqualTo(fingerprint(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"spec\": null}",
        "{\"spec\": []}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"size\": \"many\"}}}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"workerTemplate\": 7}}}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"volumeClaimTemplates\": [null, 1]}}}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"workerTemplate\": {\"spec\": {\"containers\": 1}}}}}",
        "{\"spec\": {\"leaderWorkerTemplate\": {\"workerTemplate\": {\"spec\": {\"containers\":"
            + " [null, {\"image\": 5, \"ports\": {\"a\": 1}}]}}}}}"
      })
  void fingerprintNeverFails(String data) {
    assertThat(Revisions.fingerprint(Json.parse(data).getAsJsonObject())).isNotEmpty();
  }

  @Test
  void keyAndTextDoNotDependOnTheOrderOfMaps() {
    Random random = new Random(42);
    LeaderWorkerSet set = Sets.of(Json.parse(SPELLED_OUT));
    for (int i = 0; i < 50; i++) {
      LeaderWorkerSet shuffled = Sets.of(shuffle(Json.parse(SPELLED_OUT), random));
      assertThat(Revisions.dataText(Revisions.data(shuffled)))
          .isEqualTo(Revisions.dataText(Revisions.data(set)));
      assertThat(Revisions.key(shuffled)).isEqualTo(Revisions.key(set));
    }
  }

  @Test
  void dataRestoresToWhatItWasMadeFrom() {
    LeaderWorkerSet old = Sets.of(Json.parse(SPELLED_OUT));
    LeaderWorkerSet live =
        Sets.of(Json.parse("{\"metadata\": {\"name\": \"x\"}, \"spec\": {\"replicas\": 7}}"));

    LeaderWorkerSet restored = Revisions.restore(live, Revisions.data(old));

    assertThat(restored.spec().replicas()).isEqualTo(7);
    assertThat(restored.metadata().getName()).isEqualTo("x");
    assertThat(Revisions.data(restored)).isEqualTo(Revisions.data(old));
  }

  @Test
  void hasStableKeys() {
    assertThat(Revisions.key("")).isEqualTo("65bb57b6b5"); // FNV-1 of nothing is 2166136261
    assertThat(Revisions.key(LeaderWorkerSet.builder().build()))
        .isEqualTo(Revisions.key(LeaderWorkerSet.builder().build()))
        .matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}");
  }

  @Test
  void nameKeepsTheFirst220CharactersOfTheSetsName() {
    assertThat(Revisions.name("s".repeat(300), "97c445c49", 12))
        .isEqualTo("s".repeat(220) + "-97c445c49-12");
    assertThat(Revisions.name("set", "97c445c49", 1)).isEqualTo("set-97c445c49-1");
  }

  @Test
  void writesWhatGoAlwaysWritesForARawSet() {
    String text =
        Revisions.dataText(
            Revisions.data(
                Sets.of(
                    Json.parse(
                        """
                        {"spec": {"leaderWorkerTemplate": {
                          "volumeClaimTemplates": [{"metadata": {"name": "d"}}],
                          "workerTemplate": {"spec": {
                          "initContainers": [{"name": "i"}],
                          "containers": [{"name": "c", "stdin": false, "env": [
                            {"name": "E", "value": ""}]}]}}}}}
                        """))));

    assertThat(text)
        .isEqualTo(
            "{\"spec\":{\"leaderWorkerTemplate\":{\"$patch\":\"replace\","
                + "\"volumeClaimTemplates\":[{\"metadata\":{\"name\":\"d\"},"
                + "\"spec\":{\"resources\":{}},\"status\":{}}],"
                + "\"workerTemplate\":{\"metadata\":{},\"spec\":{\"containers\":[{\"env\":[{\"name\""
                + ":\"E\"}],\"name\":\"c\",\"resources\":{}}],\"initContainers\":[{\"name\":\"i\","
                + "\"resources\":{}}]}}},"
                + "\"networkConfig\":{\"$patch\":\"replace\",\"subdomainPolicy\":\"Shared\"}}}");
  }

  /** Else nobody could patch it: the server takes another spelling of the data for a change. */
  @Test
  void sendsDataInTheSpellingInWhichTheServerWouldWriteItAnew() {
    LeaderWorkerSet set = Sets.of(Json.parse(SPELLED_OUT));

    assertThat(Revisions.text(Revisions.build(set, 1)))
        .contains("\"data\":" + Revisions.dataText(Revisions.data(set)) + ",")
        .contains("\\u003ca\\u003e \\u0026 b");
  }

  @Test
  void recreatesALostRevisionUnderItsOldKey() {
    LeaderWorkerSet set = Sets.of(Json.parse("{\"metadata\": {\"name\": \"s\"}}"));

    JsonObject built = Revisions.build(set, 4, "oldkey");

    assertThat(
            Json.string(
                built, "metadata", "labels", "leaderworkerset.sigs.k8s.io/template-revision-hash"))
        .isEqualTo("oldkey");
    assertThat(Json.string(built, "metadata", "name")).isEqualTo("s-" + Revisions.key(set) + "-4");
  }

  private static String fingerprint(String set) {
    LeaderWorkerSet parsed = Sets.of(Json.parse(set));
    assertThat(Revisions.fingerprint(Json.parse(set).getAsJsonObject()))
        .as("data and set have one fingerprint")
        .isEqualTo(Revisions.fingerprint(parsed));
    return Revisions.fingerprint(parsed);
  }

  private static JsonElement shuffle(JsonElement value, Random random) {
    if (!value.isJsonObject()) {
      return value;
    }
    List<Map.Entry<String, JsonElement>> members =
        new ArrayList<>(value.getAsJsonObject().entrySet());
    Collections.shuffle(members, random);
    JsonObject out = new JsonObject();
    members.forEach(e -> out.add(e.getKey(), shuffle(e.getValue(), random)));
    return out;
  }
}
