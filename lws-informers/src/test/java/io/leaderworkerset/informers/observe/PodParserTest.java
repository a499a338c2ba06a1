package io.leaderworkerset.informers.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.gson.stream.JsonReader;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.PodObservation;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodParserTest {
  private static final String POD =
      """
      {"metadata": {"namespace": "default", "name": "web-0-1", "uid": "u", "resourceVersion": "7",
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "labels": {"leaderworkerset.sigs.k8s.io/name": "web",
          "leaderworkerset.sigs.k8s.io/group-index": "0",
          "leaderworkerset.sigs.k8s.io/worker-index": "1"}},
       "status": {"phase": "Running",
        "conditions": [
         {"type": "PodScheduled", "status": "True", "lastTransitionTime": "2026-01-01T00:00:01Z"},
         {"type": "Ready", "status": "%s", "lastTransitionTime": "2026-01-03T04:05:06Z"}],
        "containerStatuses": [
         {"name": "main", "restartCount": 3, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
          "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled",
            "finishedAt": "2026-01-03T04:05:00Z"}}},
         {"name": "side", "restartCount": 0, "state": {"running": {}}}]}}
      """;

  @Test
  void readsSinceWhenAPodIsNotReadyAndWhichContainerIsInTrouble() throws IOException {
    PodObservation pod = parse(POD.formatted("False"));

    assertThat(pod.ready()).isFalse();
    assertThat(pod.created()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(pod.unreadySince()).isEqualTo(Instant.parse("2026-01-03T04:05:06Z"));
    assertThat(pod.unschedulable()).isNull();
    assertThat(pod.troubles())
        .containsExactly(
            new ContainerTrouble("main", false, 3, "CrashLoopBackOff", 137, "OOMKilled"));
  }

  @Test
  void keepsNoTimeOfAPodThatIsReadyOrSaysNone() throws IOException {
    assertThat(parse(POD.formatted("True")).unreadySince()).isNull();
    String timeless = POD.replace(", \"lastTransitionTime\": \"2026-01-03T04:05:06Z\"", "");
    assertThat(parse(timeless.formatted("False")).unreadySince()).isNull();
  }

  @Test
  void readsWhatAContainerWaitsForButForTheNextTryOfOneThatCrashes() throws IOException {
    String secret = "{\"reason\": \"CreateContainerConfigError\", \"message\": \"no secret key\"}";
    assertThat(parse(waiting(secret)).troubles())
        .extracting(ContainerTrouble::waitingReason, ContainerTrouble::waitingMessage)
        .containsExactly(tuple("CreateContainerConfigError", "no secret key"));

    String crash = "{\"message\": \"back-off 40s\", \"reason\": \"CrashLoopBackOff\"}";
    assertThat(parse(waiting(crash)).troubles())
        .extracting(ContainerTrouble::waitingMessage)
        .containsOnlyNulls();

    String making = "{\"reason\": \"ContainerCreating\", \"message\": \"soon\"}";
    assertThat(parse(waiting(making).replace("137", "0").replace("3,", "0,")).troubles()).isEmpty();

    String pull = "{\"reason\": \"ErrImagePull\", \"message\": \"" + "x".repeat(5000) + "\"}";
    assertThat(parse(waiting(pull)).troubles())
        .extracting(ContainerTrouble::waitingMessage)
        .containsExactly("x".repeat(ContainerTrouble.MESSAGE_MAX));
  }

  private static String waiting(String detail) {
    return POD.formatted("False").replace("{\"reason\": \"CrashLoopBackOff\"}", detail);
  }

  private static PodObservation parse(String json) throws IOException {
    return new PodParser(new StringPool(16)).parse(new JsonReader(new StringReader(json))).value();
  }
}
