package io.leaderworkerset.testkit.controlplane;

import static io.leaderworkerset.testkit.controlplane.ControlPlaneTest.await;
import static io.leaderworkerset.testkit.controlplane.ControlPlaneTest.isNamed;
import static io.leaderworkerset.testkit.controlplane.ControlPlaneTest.object;
import static io.leaderworkerset.testkit.controlplane.ControlPlaneTest.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import io.leaderworkerset.testkit.api.ClusterApi.Change;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With an API server alone, as users of plain envtest assets have it. */
@Timeout(120)
class HttpClusterApiTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  private HttpClusterApi api;
  private String namespace;

  @BeforeEach
  void connect(ControlPlane plane, TestInfo test) {
    api = new HttpClusterApi(plane.newClient(), List.of("pods", "controllerrevisions.apps"));
    namespace = Integer.toHexString(test.getDisplayName().hashCode()) + "-ns";
    plane.createNamespace(namespace);
  }

  @AfterEach
  void disconnect() {
    api.close();
  }

  @Test
  void returnsNullForWhatIsNotThere() {
    assertThat(api.get("pods", namespace, "nobody")).isNull();
  }

  @Test
  void refusesAnUnknownResource() {
    assertFails(404, () -> api.list("unicorns"));
    assertFails(404, () -> api.list("unicorns.example.com"));
  }

  @Test
  void refusesToCreateTwice() {
    api.create("pods", pod(namespace, "one"));
    assertFails(409, () -> api.create("pods", pod(namespace, "one")));
  }

  @Test
  void listsItemsWithKindAndVersion() {
    api.create("pods", pod(namespace, "one"));
    assertThat(api.list("pods"))
        .filteredOn(p -> namespace.equals(Json.string(p, "metadata", "namespace")))
        .singleElement()
        .satisfies(p -> assertThat(Json.string(p, "kind")).isEqualTo("Pod"))
        .satisfies(p -> assertThat(Json.string(p, "apiVersion")).isEqualTo("v1"));
  }

  @Test
  void refusesAnUpdateOfAnOldVersion() {
    JsonObject first = api.create("pods", pod(namespace, "one"));
    JsonObject second = first.deepCopy();
    Json.ensureObject(Json.object(second, "metadata"), "labels").addProperty("a", "b");
    api.update("pods", second);
    assertFails(409, () -> api.update("pods", second));
  }

  @Test
  void updatesOnlyTheStatus() {
    JsonObject created = api.create("pods", pod(namespace, "one")).deepCopy();
    Json.ensureObject(Json.object(created, "metadata"), "labels").addProperty("a", "b");
    Json.ensureObject(created, "status").addProperty("phase", "Running");
    JsonObject updated = api.updateStatus("pods", created);
    assertThat(Json.string(updated, "status", "phase")).isEqualTo("Running");
    assertThat(Json.string(api.get("pods", namespace, "one"), "status", "phase"))
        .isEqualTo("Running");
  }

  @Test
  void bindsAPodWhoseNodeIsSet() {
    JsonObject created = api.create("pods", pod(namespace, "one")).deepCopy();
    Json.object(created, "spec").addProperty("nodeName", "node-a");
    assertThat(Json.string(api.update("pods", created), "spec", "nodeName")).isEqualTo("node-a");
  }

  @Test
  void deletesOnlyTheObjectMeant() {
    JsonObject created = api.create("pods", pod(namespace, "one"));
    assertFails(409, () -> api.delete("pods", namespace, "one", "another-uid", null, null));
    api.delete("pods", namespace, "one", Json.string(created, "metadata", "uid"), "Background", 0L);
    assertThat(api.get("pods", namespace, "one")).isNull();
    assertFails(404, () -> api.delete("pods", namespace, "one", null, null, null));
  }

  @Test
  void tellsOfWhatIsThereBeforeWatchReturnsThenOfEachChange() throws Exception {
    api.create("pods", pod(namespace, "old"));
    BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    try (AutoCloseable watch = api.watch(changes::add)) {
      assertThat(changes).anyMatch(c -> c.type().equals("ADDED") && isNamed(c.object(), "old"));
      api.create("pods", pod(namespace, "new"));
      await(changes, c -> c.type().equals("ADDED") && isNamed(c.object(), "new"));
      JsonObject seen = api.get("pods", namespace, "new").deepCopy();
      Json.ensureObject(Json.object(seen, "metadata"), "labels").addProperty("a", "b");
      api.update("pods", seen);
      await(changes, c -> c.type().equals("MODIFIED") && isNamed(c.object(), "new"));
      api.delete("pods", namespace, "new", null, null, 0L);
      await(changes, c -> c.type().equals("DELETED") && isNamed(c.object(), "new"));
      JsonObject revision =
          object("apps/v1", "ControllerRevision", namespace, "revision-of-another-resource");
      revision.addProperty("revision", 1);
      revision.add("data", new JsonObject());
      api.create("controllerrevisions.apps", revision);
      assertThat(
              await(changes, c -> isNamed(c.object(), "revision-of-another-resource")).resource())
          .isEqualTo("controllerrevisions.apps");
    }
  }

  @Test
  void findsByListingAgainWhatItMissedWhileHistoryWasDropped(ControlPlane plane) throws Exception {
    api.create("pods", pod(namespace, "doomed"));
    api.create("pods", pod(namespace, "kept"));
    BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    try (AutoCloseable watch = api.watch(changes::add)) {
      changes.clear();
      plane.apiServer().kill();
      assertThat(plane.etcdGateway().delete("/registry/pods/" + namespace + "/doomed")).isTrue();
      plane.compactEtcd();
      plane.apiServer().start();

      assertThat(await(changes, c -> true).type()).isEqualTo("DELETED");
      api.create("pods", pod(namespace, "later"));
      Change next = await(changes, c -> true);
      assertThat(next.type()).isEqualTo("ADDED");
      assertThat(isNamed(next.object(), "later")).as("kept is not told again: %s", next).isTrue();
    }
  }

  @Test
  void leavesNoThreadWhenTheWatchIsClosed() throws Exception {
    AutoCloseable watch = api.watch(change -> {});
    assertThat(watchThreads()).isPositive();
    watch.close();
    assertThat(watchThreads()).isZero();
  }

  private static long watchThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("watch-"))
        .count();
  }

  private static void assertFails(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
