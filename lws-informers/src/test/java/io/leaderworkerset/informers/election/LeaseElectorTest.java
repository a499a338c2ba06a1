package io.leaderworkerset.informers.election;

import static io.leaderworkerset.informers.support.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.KubeRequest;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.support.FakeTime;
import io.leaderworkerset.informers.support.ScriptedServer;
import io.leaderworkerset.informers.support.ScriptedServer.Request;
import io.leaderworkerset.informers.support.Threads;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseElectorTest {
  private static final KubeRequest REQUEST =
      KubeRequest.collection(
          "get", ResourceType.namespaced("coordination.k8s.io", "v1", "leases"), "ns", Map.of());

  private final FakeTime time = new FakeTime();
  private final Store store = new Store();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private ScriptedServer server;

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  /** A Lease with the API server's rules. */
  private static final class Store implements LeaseStore {
    JsonObject lease;
    int version;
    boolean down;
    int calls;

    private void call() {
      calls++;
      if (down) {
        throw KubeApiException.unreachable(REQUEST, new IOException("down"));
      }
    }

    @Override
    public Optional<JsonObject> get() {
      call();
      return Optional.ofNullable(lease).map(JsonObject::deepCopy);
    }

    @Override
    public JsonObject create(JsonObject made) {
      call();
      if (lease != null) {
        throw KubeApiException.ofAnswer(REQUEST, 409, "{\"reason\":\"AlreadyExists\"}", null);
      }
      return put(made);
    }

    @Override
    public JsonObject update(JsonObject changed) {
      call();
      String expected = Json.string(changed, "metadata", "resourceVersion");
      if (lease == null) {
        throw KubeApiException.ofAnswer(REQUEST, 404, "{\"reason\":\"NotFound\"}", null);
      }
      if (!String.valueOf(version).equals(expected)) {
        throw KubeApiException.ofAnswer(REQUEST, 409, "{\"reason\":\"Conflict\"}", null);
      }
      return put(changed);
    }

    JsonObject put(JsonObject next) {
      lease = next.deepCopy();
      Json.ensureObject(lease, "metadata")
          .addProperty("resourceVersion", String.valueOf(++version));
      return lease.deepCopy();
    }

    String spec(String field) {
      return String.valueOf(Json.at(lease, "spec", field));
    }
  }

  private LeaderListener listener(String name) {
    return new LeaderListener() {
      @Override
      public void elected() {
        told.add(name + " elected");
      }

      @Override
      public void lost(String why) {
        told.add(name + " lost");
      }
    };
  }

  private LeaseElector elector(String identity) {
    return LeaseElector.over(
        store, LeaseSettings.of("ns", "lock", identity), listener(identity), time, time);
  }

  private static JsonObject json(String text) {
    return Json.parse(text).getAsJsonObject();
  }

  @Test
  void takesALeaseThatIsNotThereAndRenewsIt() {
    LeaseElector a = elector("a");
    a.step();
    assertThat(a.isLeader()).isTrue();
    assertThat(store.spec("holderIdentity")).isEqualTo("\"a\"");
    assertThat(store.spec("leaseDurationSeconds")).isEqualTo("15");
    assertThat(store.spec("leaseTransitions")).isEqualTo("0");
    assertThat(store.spec("renewTime")).isEqualTo("\"2026-11-23T10:00:00.123456Z\"");
    time.advance(Duration.ofSeconds(2));
    a.step();
    assertThat(store.spec("renewTime")).isEqualTo("\"2026-11-23T10:00:02.123456Z\"");
    assertThat(store.spec("acquireTime")).isEqualTo("\"2026-11-23T10:00:00.123456Z\"");
    assertThat(store.calls).as("a renewal is one call").isEqualTo(3);
    assertThat(told).containsExactly("a elected");
  }

  @Test
  void takesALeaseWithoutASpecAndKeepsWhatItDoesNotKnow() {
    store.put(
        json("{\"metadata\":{\"name\":\"lock\",\"future\":1},\"spec\":{\"strategy\":\"X\"}}"));
    LeaseElector a = elector("a");
    a.step();
    assertThat(a.isLeader()).isTrue();
    assertThat(store.spec("strategy")).isEqualTo("\"X\"");
    assertThat(String.valueOf(Json.at(store.lease, "metadata", "future"))).isEqualTo("1");

    Store empty = new Store();
    empty.put(json("{\"metadata\":{\"name\":\"lock\"}}"));
    LeaseElector b =
        LeaseElector.over(empty, LeaseSettings.of("ns", "lock", "b"), listener("b"), time, time);
    b.step();
    assertThat(b.isLeader()).isTrue();
  }

  @Test
  void waitsForAnothersLeaseToRunOut() {
    elector("a").step();
    LeaseElector b = elector("b");
    b.step();
    assertThat(b.isLeader()).isFalse();
    assertThat(b.leader()).isEqualTo("a");
    time.advance(Duration.ofMillis(14_999));
    b.step();
    assertThat(b.isLeader()).isFalse();
    time.advance(Duration.ofMillis(1));
    b.step();
    assertThat(b.isLeader()).isTrue();
    assertThat(store.spec("leaseTransitions")).isEqualTo("1");
  }

  @Test
  void believesItsOwnEyesNotTheClockOnTheWall() {
    LeaseElector a = elector("a");
    a.step();
    LeaseElector b = elector("b");
    b.step();
    time.stepWall(Duration.ofHours(5));
    b.step();
    assertThat(b.isLeader()).isFalse();
    time.stepWall(Duration.ofHours(-10));
    time.advance(Duration.ofSeconds(10));
    a.step();
    b.step();
    time.advance(Duration.ofSeconds(10));
    b.step();
    assertThat(b.isLeader()).as("it was renewed meanwhile").isFalse();
  }

  @Test
  void isNoLeaderAnyMoreAtTheDeadlineEvenIfNothingRuns() {
    LeaseElector a = elector("a");
    a.step();
    time.advance(Duration.ofMillis(9_999));
    assertThat(a.isLeader()).isTrue();
    time.advance(Duration.ofMillis(1));
    assertThat(a.isLeader()).isFalse();
    a.checkDeadline();
    a.checkDeadline();
    assertThat(told).containsExactly("a elected", "a lost");
    a.step();
    assertThat(a.isLeader()).as("one life, one term").isFalse();
    assertThat(told).hasSize(2);
  }

  @Test
  void outlivesFailuresShorterThanTheDeadline() {
    LeaseElector a = elector("a");
    a.step();
    store.down = true;
    time.advance(Duration.ofSeconds(4));
    a.step();
    time.advance(Duration.ofSeconds(4));
    a.step();
    a.checkDeadline();
    assertThat(a.isLeader()).isTrue();
    store.down = false;
    a.step();
    time.advance(Duration.ofSeconds(9));
    a.checkDeadline();
    assertThat(a.isLeader()).isTrue();
    assertThat(told).containsExactly("a elected");
  }

  @Test
  void losesWhenAnotherHasTakenTheLease() {
    LeaseElector a = elector("a");
    a.step();
    JsonObject stolen = store.lease.deepCopy();
    stolen.getAsJsonObject("spec").addProperty("holderIdentity", "thief");
    store.put(stolen);
    a.step();
    assertThat(a.isLeader()).isFalse();
    assertThat(told).containsExactly("a elected", "a lost");
  }

  @Test
  void keepsItsLeaseWhenSomebodyOnlyTouchedIt() {
    LeaseElector a = elector("a");
    a.step();
    JsonObject touched = store.lease.deepCopy();
    touched.getAsJsonObject("metadata").addProperty("note", "x");
    store.put(touched);
    a.step();
    assertThat(a.isLeader()).isTrue();
    store.lease = null;
    a.step();
    assertThat(a.isLeader()).as("deleted and made anew").isTrue();
  }

  @Test
  void onlyOneOfTwoWins() {
    store.put(json("{\"metadata\":{\"name\":\"lock\"}}"));
    JsonObject before = store.lease.deepCopy();
    LeaseElector a = elector("a");
    a.step();
    LeaseStore stale =
        new LeaseStore() {
          @Override
          public Optional<JsonObject> get() {
            return Optional.of(before.deepCopy());
          }

          @Override
          public JsonObject create(JsonObject lease) {
            return store.create(lease);
          }

          @Override
          public JsonObject update(JsonObject lease) {
            return store.update(lease);
          }
        };
    LeaseElector b =
        LeaseElector.over(stale, LeaseSettings.of("ns", "lock", "b"), listener("b"), time, time);
    b.step();
    assertThat(a.isLeader()).isTrue();
    assertThat(b.isLeader()).isFalse();
  }

  @Test
  void givesTheLeaseBackOnlyWhenAsked() {
    LeaseElector a = elector("a");
    a.step();
    assertThat(a.stop(true, Duration.ofSeconds(1))).isTrue();
    assertThat(store.spec("holderIdentity")).isEqualTo("\"\"");
    LeaseElector b = elector("b");
    b.step();
    assertThat(b.isLeader()).as("at once").isTrue();
    b.close();
    assertThat(store.spec("holderIdentity")).isEqualTo("\"b\"");
    assertThat(told).as("a stop is no loss").containsExactly("a elected", "b elected");
  }

  @Test
  void survivesAListenerThatThrows() {
    LeaseElector a =
        LeaseElector.over(
            store,
            LeaseSettings.of("ns", "lock", "a"),
            new LeaderListener() {
              @Override
              public void elected() {
                throw new IllegalStateException("broken");
              }

              @Override
              public void lost(String why) {
                throw new IllegalStateException("broken");
              }

              @Override
              public void newLeader(String identity) {
                throw new IllegalStateException("broken");
              }
            },
            time,
            time);
    a.step();
    assertThat(a.isLeader()).isTrue();
  }

  @Test
  void losesInTimeWhenTheServerHangsAndLeavesNoThread() {
    server = new ScriptedServer();
    List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    server.answering(
        r -> {
          if (r.method.equals("GET")) {
            r.answer(404, ScriptedServer.status(404, "NotFound", "none"));
          } else if (bodies.isEmpty()) {
            bodies.add(r.body);
            r.answer(201, r.body);
          } else {
            r.hang();
          }
        });
    Threads before = Threads.now();
    LeaseSettings fast =
        new LeaseSettings(
            "ns",
            "lock",
            "a",
            Duration.ofMillis(1500),
            Duration.ofMillis(1000),
            Duration.ofMillis(100));
    LeaseElector a =
        LeaseElector.create(
            server.client(), fast, listener("a"), LwsMetrics.NONE, DaemonThreads.standard());
    a.start();
    assertThatThrownBy(a::start).isInstanceOf(IllegalStateException.class);
    await("elected", () -> told.contains("a elected"));
    long elected = System.nanoTime();
    await("lost", () -> told.contains("a lost"));
    assertThat(System.nanoTime() - elected).isBetween(500_000_000L, 3_000_000_000L);
    assertThat(a.isLeader()).isFalse();
    assertThat(a.stop(true, Duration.ofSeconds(10))).isTrue();
    await(
        () -> "no thread but " + Threads.now().startedSince(before),
        () -> Threads.now().startedSince(before).isEmpty());
    assertThat(server.seen(r -> r.method.equals("GET")).get(0).path)
        .isEqualTo("/apis/coordination.k8s.io/v1/namespaces/ns/leases/lock");
  }

  @Test
  void stopsWhileItStillWaits() {
    server = new ScriptedServer().answering(Request::hang);
    LeaseElector a =
        LeaseElector.create(
            server.client(),
            LeaseSettings.of("ns", "lock", "a"),
            listener("a"),
            LwsMetrics.NONE,
            DaemonThreads.standard());
    a.start();
    await("asked", () -> !server.seen().isEmpty());
    long begun = System.nanoTime();
    a.stop(false, Duration.ofMillis(200));
    assertThat(System.nanoTime() - begun).isLessThan(3_000_000_000L);
    await(
        "its threads end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("lws-lease")));
    assertThat(told).isEmpty();
  }

  @Test
  void refusesDurationsWithWhichTwoCouldLead() {
    assertThatThrownBy(
            () ->
                new LeaseSettings(
                    "ns",
                    "lock",
                    "a",
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2)))
        .hasMessageContaining("must be below the lease duration");
    assertThat(LeaseSettings.of("ns", "lock", "a").callTimeout()).isLessThan(Duration.ofSeconds(5));
  }
}
