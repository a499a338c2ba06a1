package io.leaderworkerset.informers.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.observe.WorkKey.SetKey;
import io.leaderworkerset.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is computed of a set is kept while nobody asks for something else. */
class IntentTest {
  private static final SetKey WEB = new SetKey("ns", "web");

  private final List<String> work = new ArrayList<>();
  private final ClusterState cluster =
      new ClusterState(
          new ClusterState.Sink() {
            @Override
            public void now(WorkKey key) {
              work.add("now " + key);
            }

            @Override
            public void soon(SetKey set, int settledGroups) {
              work.add("soon " + set);
            }
          },
          () -> 0L);

  private static JsonObject set() {
    return Json.parse(
            """
            {"metadata": {"namespace": "ns", "name": "web", "uid": "u", "generation": 1,
              "resourceVersion": "1", "labels": {"team": "a"}},
             "spec": {"replicas": 2, "leaderWorkerTemplate": {"size": 2,
              "workerTemplate": {"spec": {"containers": [{"name": "c", "image": "one"}]}}}}}
            """)
        .getAsJsonObject();
  }

  private static JsonObject leaderSet() {
    return Json.parse(
            """
            {"metadata": {"namespace": "ns", "name": "web", "uid": "s", "generation": 1,
              "resourceVersion": "2", "labels": {"team": "a"}, "managedFields": [
               {"manager": "lws", "operation": "Apply", "fieldsV1": {"f:spec": {}}},
               {"manager": "kube-controller-manager", "subresource": "status", "time": "t1"}]},
             "spec": {"replicas": 2}, "status": {"replicas": 0}}
            """)
        .getAsJsonObject();
  }

  private SetView put(Consumer<JsonObject> edit) {
    JsonObject json = set();
    edit.accept(json);
    ObjectId id = ObjectId.of(json);
    SetView before = cluster.of(WEB).view();
    SetView view = SetView.of(new Gson().fromJson(json, LeaderWorkerSet.class), id, before);
    work.clear();
    cluster.sets().onAdd(new CachedValue<>("ns", "web", id.uid(), id.resourceVersion(), view));
    return view;
  }

  private void putLeaderSet(Consumer<JsonObject> edit) {
    JsonObject json = leaderSet();
    edit.accept(json);
    work.clear();
    cluster.statefulSets().onAdd(new CachedValue<>("ns", "web", "s", "2", new LeaderSetView(json)));
  }

  private static JsonObject metadata(JsonObject object) {
    return Json.ensureObject(object, "metadata");
  }

  @Test
  void aStatusWriteAsksForNothingNewAndMayWait() {
    SetView first = put(json -> {});
    assertThat(work).containsExactly("now ns/web");
    SetView second =
        put(
            json -> {
              metadata(json).addProperty("resourceVersion", "5");
              Json.ensureObject(json, "status").addProperty("readyReplicas", 2);
            });
    assertThat(second.liveFingerprint()).isSameAs(first.liveFingerprint());
    assertThat(second.set().status().readyReplicas()).isEqualTo(2);
    assertThat(work).containsExactly("soon ns/web");
  }

  @Test
  void aNewSpecIsReadAnewAtOnce() {
    put(json -> {});
    SetView changed =
        put(
            json -> {
              metadata(json).addProperty("generation", 2);
              Json.ensureObject(json, "spec").addProperty("replicas", 7);
            });
    assertThat(changed.rollout().replicas()).isEqualTo(7);
    assertThat(work).contains("now ns/web");
  }

  @Test
  void aLabelIsANewIntentAlthoughTheGenerationStays() {
    put(json -> {});
    long before = cluster.of(WEB).look().intent();
    put(json -> Json.ensureObject(metadata(json), "labels").addProperty("team", "b"));
    assertThat(cluster.of(WEB).look().intent()).isGreaterThan(before);
    assertThat(work).contains("now ns/web");
  }

  @Test
  void theDriftIsKeptOverStatusChangesOfTheLeaderStatefulSet() {
    put(json -> {});
    putLeaderSet(json -> {});
    LeaderDrift drift = new LeaderDrift(List.of("spec.template"), List.of());
    cluster.of(WEB).keepDrift(cluster.of(WEB).look().intent(), drift);
    putLeaderSet(
        json -> {
          metadata(json).addProperty("resourceVersion", "9");
          Json.array(json, "metadata", "managedFields")
              .get(1)
              .getAsJsonObject()
              .addProperty("time", "t2");
          Json.ensureObject(json, "status").addProperty("replicas", 2);
        });
    assertThat(cluster.of(WEB).look().drift()).isSameAs(drift);
    assertThat(work).containsExactly("soon ns/web");
  }

  @Test
  void theDriftIsForgottenWhenSomebodyChangesTheLeaderStatefulSet() {
    put(json -> {});
    for (Consumer<JsonObject> change :
        List.<Consumer<JsonObject>>of(
            json -> metadata(json).addProperty("generation", 2),
            json -> metadata(json).add("labels", new JsonObject()),
            json -> metadata(json).add("managedFields", Json.parse("[]")),
            json -> metadata(json).addProperty("uid", "another"))) {
      putLeaderSet(json -> {});
      cluster.of(WEB).keepDrift(cluster.of(WEB).look().intent(), LeaderDrift.NONE);
      assertThat(cluster.of(WEB).look().drift()).isNotNull();
      putLeaderSet(change);
      assertThat(cluster.of(WEB).look().drift()).isNull();
    }
  }

  @Test
  void aDriftComputedOfWhatIsOverIsNotKept() {
    put(json -> {});
    putLeaderSet(json -> {});
    long before = cluster.of(WEB).look().intent();
    putLeaderSet(json -> metadata(json).addProperty("generation", 2));
    cluster.of(WEB).keepDrift(before, LeaderDrift.NONE);
    assertThat(cluster.of(WEB).look().drift()).isNull();
  }
}
