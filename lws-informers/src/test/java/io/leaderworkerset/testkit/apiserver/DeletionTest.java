package io.leaderworkerset.testkit.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import org.junit.jupiter.api.Test;

/** Deletion: preconditions, grace, finalizers, propagation, collections, namespaces. */
class DeletionTest extends ServerTest {
  @Test
  void objectWithoutHoldersGoesAtOnce() {
    String uid = api.post(SETS, set("web")).string("metadata", "uid");
    Api.Answer gone = api.delete(SETS + "/web");

    assertThat(gone.string("kind")).isEqualTo("Status");
    assertThat(gone.string("status")).isEqualTo("Success");
    assertThat(gone.string("details", "uid")).isEqualTo(uid);
    assertThat(api.get(SETS + "/web").code()).isEqualTo(404);
    assertThat(api.delete(SETS + "/web").code()).isEqualTo(404);
  }

  @Test
  void preconditionsThatDoNotHoldAreConflicts() {
    api.post(MAPS, map("m"));
    Api.Answer uid = api.delete(MAPS + "/m", "{\"preconditions\":{\"uid\":\"other\"}}");
    Api.Answer version = api.delete(MAPS + "/m", "{\"preconditions\":{\"resourceVersion\":\"1\"}}");

    assertThat(uid.code()).isEqualTo(409);
    assertThat(uid.string("message"))
        .contains("Precondition failed: UID in precondition: other, UID in object meta: ");
    assertThat(version.code()).isEqualTo(409);
    assertThat(api.get(MAPS + "/m").code()).isEqualTo(200);
  }

  @Test
  void boundPodWaitsForItsKubelet() {
    api.post(PODS, boundPod("p"));
    Api.Answer marked = api.delete(PODS + "/p", "{\"gracePeriodSeconds\":7}");
    assertThat(marked.string("metadata", "deletionTimestamp")).isNotNull();
    assertThat(Json.integer(marked.body(), "metadata", "deletionGracePeriodSeconds")).isEqualTo(7);
    String version = api.get(PODS + "/p").version();
    assertThat(api.delete(PODS + "/p", "{\"gracePeriodSeconds\":20}").version())
        .isEqualTo(version); // a deletion can be hurried, not slowed down

    assertThat(api.delete(PODS + "/p", "{\"gracePeriodSeconds\":0}").code()).isEqualTo(200);
    assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
  }

  @Test
  void aPodThatIsBeingDeletedKeepsItsFinalizersWhateverIsAskedNext() {
    api.post(PODS, boundPod("p"));
    api.delete(PODS + "/p", "{\"propagationPolicy\":\"Foreground\"}");
    api.delete(PODS + "/p", "{\"gracePeriodSeconds\":0}"); // its kubelet is done
    Api.Answer again = api.delete(PODS + "/p", "{\"propagationPolicy\":\"Background\"}");
    assertThat(Json.array(again.body(), "metadata", "finalizers").toString())
        .isEqualTo("[\"foregroundDeletion\"]");

    api.patch(PODS + "/p", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
  }

  @Test
  void unboundPodGoesAtOnce() {
    api.post(PODS, pod("p"));
    api.delete(PODS + "/p");
    assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
  }

  @Test
  void finalizersHoldUntilTheLastIsTaken() {
    api.post(MAPS, "{\"metadata\":{\"name\":\"m\",\"finalizers\":[\"e.com/a\",\"e.com/b\"]}}");
    Api.Answer marked = api.delete(MAPS + "/m");
    assertThat(marked.string("metadata", "deletionTimestamp")).isNotNull();

    Api.Answer added =
        api.patch(
            MAPS + "/m", Api.MERGE, "{\"metadata\":{\"finalizers\":[\"e.com/a\",\"e.com/c\"]}}");
    assertThat(added.code()).isEqualTo(422);
    api.patch(MAPS + "/m", Api.MERGE, "{\"metadata\":{\"finalizers\":[\"e.com/b\"]}}");
    assertThat(api.get(MAPS + "/m").code()).isEqualTo(200);
    api.patch(MAPS + "/m", Api.MERGE, "{\"metadata\":{\"finalizers\":null}}");
    assertThat(api.get(MAPS + "/m").code()).isEqualTo(404);
  }

  @Test
  void foregroundAndOrphanLeaveTheirMarks() {
    api.post(SETS, set("a"));
    api.post(SETS, set("b"));
    Api.Answer foreground = api.delete(SETS + "/a", "{\"propagationPolicy\":\"Foreground\"}");
    Api.Answer orphan = api.delete(SETS + "/b?propagationPolicy=Orphan");

    assertThat(Json.array(foreground.body(), "metadata", "finalizers").toString())
        .isEqualTo("[\"foregroundDeletion\"]");
    assertThat(Json.integer(foreground.body(), "metadata", "generation")).isEqualTo(2);
    assertThat(Json.array(orphan.body(), "metadata", "finalizers").toString())
        .isEqualTo("[\"orphan\"]");
    api.delete(SETS + "/a", "{\"propagationPolicy\":\"Background\"}");
    assertThat(api.get(SETS + "/a").code()).isEqualTo(404);
    assertThat(api.delete(SETS + "/b?propagationPolicy=Never").code()).isEqualTo(400);
  }

  @Test
  void collectionsAreDeletedBySelector() {
    api.post(MAPS, map("m1", "\"x\":\"1\""));
    api.post(MAPS, map("m2", "\"x\":\"1\""));
    api.post(MAPS, map("m3"));
    assertThat(api.delete(MAPS + "?labelSelector=x%3D1").items()).hasSize(2);
    assertThat(api.get(MAPS).items()).hasSize(1);
  }

  @Test
  void namespaceTakesItsContentAlong() {
    server.createNamespace("gone");
    String maps = "/api/v1/namespaces/gone/configmaps";
    api.post(maps, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"e.com/a\"]}}");
    api.post(maps, map("free"));
    api.delete("/api/v1/namespaces/gone");

    assertThat(api.get("/api/v1/namespaces/gone").string("status", "phase"))
        .isEqualTo("Terminating");
    assertThat(api.get(maps + "/free").code()).isEqualTo(404);
    assertThat(api.post(maps, map("late")).code()).isEqualTo(403);
    api.patch(maps + "/held", Api.MERGE, "{\"metadata\":{\"finalizers\":[]}}");
    assertThat(api.get("/api/v1/namespaces/gone").code()).isEqualTo(404);
  }

  @Test
  void evictionRespectsDisruptionBudgets() {
    api.post(PODS, pod("p"));
    api.post(
        "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"x\"}}}}");
    assertThat(api.post(PODS + "/p/eviction", "{}").code()).isEqualTo(429);
    api.delete("/apis/policy/v1/namespaces/default/poddisruptionbudgets/b");
    assertThat(api.post(PODS + "/p/eviction", "{}").code()).isEqualTo(201);
    assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
  }

  @Test
  void dryRunDeletesNothing() {
    api.post(MAPS, map("m"));
    JsonObject answer = api.delete(MAPS + "/m?dryRun=All").body();
    assertThat(Json.string(answer, "status")).isEqualTo("Success");
    assertThat(api.get(MAPS + "/m").code()).isEqualTo(200);
  }
}
