package io.leaderworkerset.informers.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonReader;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.WorkerSetObservation;
import java.io.IOException;
import java.io.StringReader;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class StatefulSetParserTest {
  private static final String WORKERS =
      """
      {"kind": "StatefulSet", "metadata": {"namespace": "default", "name": "web-1", "uid": "w",
        "resourceVersion": "9", "generation": 2,
        %s
        "ownerReferences": [{"kind": "Pod", "name": "web-1", "uid": "p", "controller": true}]},
       "spec": {"replicas": 3, "template": {"spec": {"containers": [{"name": "main"}]}}},
       "status": {"observedGeneration": 2, "availableReplicas": 3}}
      """;
  private static final String LABELS =
      """
      "labels": {"leaderworkerset.sigs.k8s.io/name": "web",
          "leaderworkerset.sigs.k8s.io/group-index": "1",
          "leaderworkerset.sigs.k8s.io/template-revision-hash": "r1"},
      """;
  private static final String MANAGED = "\"managedFields\": [{\"manager\": \"lws\"}],";
  private static final String LEADERS =
      """
      {"metadata": {"namespace": "default", "name": "web", "uid": "%s", "resourceVersion": "5",
        "generation": %d, "labels": {"leaderworkerset.sigs.k8s.io/name": "web"},
        "managedFields": [{"manager": "lws"}]},
       "spec": {"replicas": %d}, "status": {"replicas": 1}}
      """;

  @Test
  void readsAWorkerStatefulSetWhereverItsLabelsStand() throws IOException {
    WorkerSetObservation usual = (WorkerSetObservation) parse(WORKERS.formatted(LABELS + MANAGED));
    WorkerSetObservation late = (WorkerSetObservation) parse(WORKERS.formatted(MANAGED + LABELS));

    assertThat(usual).isEqualTo(late);
    assertThat(usual.set()).isEqualTo("web");
    assertThat(usual.group()).isEqualTo(1);
    assertThat(usual.revisionKey()).isEqualTo("r1");
    assertThat(usual.ownerUid()).isEqualTo("p");
    assertThat(usual.replicas()).isEqualTo(3);
    assertThat(usual.available()).isEqualTo(3);
    assertThat(usual.settled()).isTrue();
  }

  @Test
  void readsWhatStandsBeforeItsMetadata() throws IOException {
    String json = WORKERS.formatted(LABELS);
    int spec = json.indexOf("\"spec\"");
    String reversed =
        "{"
            + json.substring(spec, json.lastIndexOf('}'))
            + ", "
            + json.substring(json.indexOf("\"metadata\""), json.lastIndexOf(',', spec))
            + "}";

    assertThat(parse(reversed)).isEqualTo(parse(json));
  }

  @Test
  void keepsALeaderStatefulSetWhole() throws IOException {
    LeaderSetView view = (LeaderSetView) parse(LEADERS.formatted("u", 1, 4));

    assertThat(view.object()).isEqualTo(Json.parse(LEADERS.formatted("u", 1, 4)));
  }

  @Test
  void readsTheSpecOfALeaderStatefulSetOnceForEachGeneration() throws IOException {
    LeaderSetView known = (LeaderSetView) parse(LEADERS.formatted("u", 1, 4));

    assertThat(specOf(LEADERS.formatted("u", 1, 4), key -> known))
        .isSameAs(known.object().get("spec"));
    assertThat(specOf(LEADERS.formatted("u", 2, 5), key -> known))
        .isEqualTo(Json.parse("{\"replicas\": 5}"));
    assertThat(specOf(LEADERS.formatted("other", 1, 6), key -> known))
        .isEqualTo(Json.parse("{\"replicas\": 6}"));
  }

  private static Object specOf(String json, Function<SetKey, LeaderSetView> known)
      throws IOException {
    return ((LeaderSetView) parse(json, known)).object().get("spec");
  }

  private static Object parse(String json) throws IOException {
    return parse(json, key -> null);
  }

  private static Object parse(String json, Function<SetKey, LeaderSetView> known)
      throws IOException {
    return new StatefulSetParser(new StringPool(16), known)
        .parse(new JsonReader(new StringReader(json)))
        .value();
  }
}
