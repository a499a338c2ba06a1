package io.leaderworkerset.informers.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSetYaml;
import io.leaderworkerset.identity.RestartAnnotations;
import io.leaderworkerset.identity.RestartCause;
import io.leaderworkerset.informers.apply.ObjectWriter;
import io.leaderworkerset.informers.http.Resources;
import io.leaderworkerset.informers.observe.ClusterState;
import io.leaderworkerset.informers.observe.LiveReader;
import io.leaderworkerset.informers.observe.ObservedObject;
import io.leaderworkerset.informers.observe.Observer;
import io.leaderworkerset.informers.observe.WorkKey;
import io.leaderworkerset.informers.observe.WorkKey.RestartsKey;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.informers.queue.WorkResult;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.manifest.RestartHistory;
import io.leaderworkerset.observe.RestartRecord;
import io.leaderworkerset.observe.RestartRecord.State;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.observe.SetRef;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;

/** What is written down of restarts, and what is said if there is no room for all of it. */
class RestartJournalTest {
  private static final SetKey WEB = new SetKey("ns", "web");
  private static final RestartsKey RESTARTS = new RestartsKey("ns", "web");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicLong nanos = new AtomicLong();
  private final ClusterState cluster = new ClusterState(new Idle(), nanos::get);
  private final ObjectWriter writer = mock(ObjectWriter.class);
  private final List<String> reported = new ArrayList<>();
  private final Reports reports =
      (SetRef set, boolean warning, String reason, String note) ->
          reported.add(set.uid() + " " + reason + " " + note);
  private final RestartJournal journal =
      new RestartJournal(
          new Observer(
              cluster, mock(LiveReader.class), "lws", false, RestartSettings.STANDARD, nanos::get),
          writer,
          key -> {},
          reports,
          Clock.fixed(NOW, ZoneOffset.UTC),
          nanos::get);

  /** Nothing works here. */
  private static final class Idle implements ClusterState.Sink {
    @Override
    public void now(WorkKey key) {
      // the test calls the journal itself
    }

    @Override
    public void soon(SetKey set, int settledGroups) {
      // as above
    }
  }

  @BeforeEach
  void aSetAndItsLeaderStatefulSetAreThere() {
    ObservedObject.ofSet(
            LeaderWorkerSetYaml.lenient()
                .load(
                    """
                apiVersion: leaderworkerset.x-k8s.io/v1
                kind: LeaderWorkerSet
                metadata: {namespace: ns, name: web, uid: set, resourceVersion: "1"}
                spec:
                  replicas: 2000
                  leaderWorkerTemplate:
                    workerTemplate: {spec: {containers: [{name: main, image: app}]}}
                """),
            null)
        .putInto(cluster);
    ObservedObject.ofStatefulSet(
            Json.parse(
                    """
                    {"metadata": {"namespace": "ns", "name": "web", "uid": "leaders",
                      "resourceVersion": "2",
                      "labels": {"leaderworkerset.sigs.k8s.io/name": "web"},
                      "ownerReferences": [{"kind": "LeaderWorkerSet", "name": "web", "uid": "set",
                        "controller": true}]},
                     "spec": {"replicas": 2000}}
                    """)
                .getAsJsonObject())
        .putInto(cluster);
  }

  @Test
  void firstRestartsAreGathered() {
    remember(0, 3, 1);

    assertThat(journal.write(RESTARTS).after()).hasSeconds(5);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    assertThat(journal.write(RESTARTS)).isEqualTo(WorkResult.done());

    assertThat(written()).extracting(RestartRecord::group).containsExactly(0, 1, 2);
    assertThat(reported).isEmpty();
  }

  @Test
  void saysOnceThatThereIsNoRoomForAll() {
    remember(0, 1000, 2);
    journal.write(RESTARTS);

    int kept = written().size();
    assertThat(kept).isBetween(300, 900);
    assertThat(reported)
        .singleElement()
        .asString()
        .startsWith("set RestartHistoryFull ")
        .contains("has room for " + kept + " of 1000 groups");
    assertThat(journal.write(RESTARTS))
        .as("there is nothing more to do about it")
        .isEqualTo(WorkResult.done());

    remember(1000, 1001, 2);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    journal.write(RESTARTS);
    assertThat(reported).hasSize(1);
    assertThat(cluster.of(WEB).restarts().all("set")).hasSize(1001);
  }

  private void remember(int from, int to, int restarts) {
    for (int group = from; group < to; group++) {
      cluster
          .of(WEB)
          .restarts()
          .put(
              "set",
              new RestartRecord(
                  group,
                  restarts,
                  "6599b6bb8c",
                  "0b1f6d5c-77aa-4f6e-9f0e-00000000" + (1000 + group),
                  State.DONE,
                  restarts,
                  restarts,
                  NOW,
                  RestartCause.CONTAINER_RESTARTED,
                  "",
                  null,
                  ""));
    }
  }

  private List<RestartRecord> written() {
    ArgumentCaptor<JsonObject> patch = ArgumentCaptor.forClass(JsonObject.class);
    verify(writer, Mockito.atLeastOnce())
        .mergePatchAs(any(), eq(Resources.STATEFUL_SETS), eq("ns"), eq("web"), patch.capture());
    assertThat(Json.string(patch.getValue(), "metadata", "uid")).isEqualTo("leaders");
    return RestartHistory.read(
        Json.string(patch.getValue(), "metadata", "annotations", RestartAnnotations.HISTORY));
  }
}
