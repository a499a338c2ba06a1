package io.leaderworkerset.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.election.LeaderListener;
import io.leaderworkerset.informers.election.LeaseElector;
import io.leaderworkerset.informers.election.LeaseSettings;
import io.leaderworkerset.informers.election.ShardLeases;
import io.leaderworkerset.informers.election.ShardLeases.Standing;
import io.leaderworkerset.informers.http.KubeHttp;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.informers.support.Eventually;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.AdmissionMode;
import io.leaderworkerset.testkit.EmbeddedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several managers share the sets of a cluster, also while their number changes. */
@Timeout(120)
class ShardScenariosTest {
  private static final String LEASE = "lws-lease";
  private static final int SETS = 8;

  /** A manager of one share, as the manager program runs it: Lease, look, work. */
  private static final class ShardManager implements LeaderListener, AutoCloseable {
    private final Shard shard;
    private final LeaseElector elector;
    private final ShardLeases leases;
    private final LeaderWorkerSetControllers controllers;
    private final String userAgent;

    ShardManager(Scenario s, Shard shard, String identity) {
      this.shard = shard;
      this.userAgent = "shard-" + identity;
      this.leases =
          new ShardLeases(
              KubeHttp.builder(s.cluster().newClient()).build(),
              s.namespace(),
              LEASE,
              shard,
              System::nanoTime);
      this.elector =
          LeaseElector.create(
              s.cluster().newClient(),
              new LeaseSettings(
                  s.namespace(),
                  ShardLeases.leaseName(LEASE, shard),
                  identity,
                  Duration.ofSeconds(3),
                  Duration.ofSeconds(2),
                  Duration.ofMillis(50)),
              this,
              LwsMetrics.NONE,
              DaemonThreads.standard());
      this.controllers =
          s.newManager(new CountedCalls())
              .shard(shard)
              .userAgent(userAgent)
              .instance(userAgent)
              .writeGate(elector::isLeader)
              .build();
    }

    void lead() {
      elector.start();
      Eventually.await(shard + " holds its lease", elector::isLeader);
    }

    Standing standing() {
      return leases.look().standing();
    }

    void work() {
      controllers.start();
      Eventually.await(shard + " works", controllers::isReady);
    }

    @Override
    public void close() {
      assertThat(controllers.stop(Scenario.STOP)).isTrue();
      assertThat(elector.stop(true, Scenario.STOP)).isTrue();
      leases.close();
    }

    @Override
    public void elected() {}

    @Override
    public void lost(String why) {}

    @Override
    public void newLeader(String identity) {}
  }

  @Test
  void eachSetIsWorkedOnByTheManagerOfItsShare() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        Site site = Site.of(cluster);
        Scenario s = scenario(site);
        ShardManager first = new ShardManager(s, Shard.of(0, 2), "a");
        ShardManager second = new ShardManager(s, Shard.of(1, 2), "b")) {
      first.lead();
      second.lead();
      assertThat(first.standing()).isEqualTo(Standing.WORK);
      assertThat(second.standing()).isEqualTo(Standing.WORK);
      for (int i = 0; i < SETS; i++) {
        s.apply(SetManifest.named("web-" + (char) ('a' + i)).replicas(1).size(2));
      }
      first.work();
      assertThat(namesOf(first.shard)).isNotEmpty().hasSizeLessThan(SETS);
      namesOf(first.shard).forEach(s::awaitConverged);
      namesOf(second.shard)
          .forEach(set -> assertThat(s.world().has(World.STATEFUL_SETS, set)).isFalse());
      second.work();
      namesOf(second.shard).forEach(s::awaitConverged);
      loseAWorkerOfEachShare(s);
    }
  }

  /** A group of each share loses a worker: the manager of its share, and it alone, restarts it. */
  private static void loseAWorkerOfEachShare(Scenario s) {
    for (Shard shard : List.of(Shard.of(0, 2), Shard.of(1, 2))) {
      String set = namesOf(shard).get(0);
      String before = World.uid(s.world().pod(set + "-0"));
      s.forceDelete(set + "-0-1");
      s.await(
          "the group of " + set + " is made anew",
          w -> w.has(World.PODS, set + "-0") && !World.uid(w.pod(set + "-0")).equals(before));
      s.awaitConverged(set);
      assertThat(s.board().incarnations(World.PODS, set + "-0")).isEqualTo(2);
    }
  }

  @Test
  void aLargerDivisionWaitsUntilTheSmallerOneHasStopped() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        Site site = Site.of(cluster);
        Scenario s = scenario(site)) {
      ShardManager whole = new ShardManager(s, Shard.ALL, "whole");
      whole.lead();
      assertThat(whole.standing()).isEqualTo(Standing.WORK);
      whole.work();
      s.converge(SetManifest.named("web-a"));
      try (ShardManager half = new ShardManager(s, Shard.of(0, 2), "half");
          ShardManager otherHalf = new ShardManager(s, Shard.of(1, 2), "other-half")) {
        half.lead();
        otherHalf.lead();
        for (int i = 0; i < 20; i++) {
          assertThat(half.standing()).isEqualTo(Standing.WAIT);
          assertThat(otherHalf.standing()).isEqualTo(Standing.WAIT);
          LockSupport.parkNanos(5_000_000);
        }
        whole.close();
        Eventually.await("it may work", () -> half.standing() == Standing.WORK);
        Eventually.await("it may work", () -> otherHalf.standing() == Standing.WORK);
        half.work();
        otherHalf.work();
        s.converge(SetManifest.named("web-a").image("two"));
      }
    }
  }

  @Test
  void aSmallerDivisionGivesWayToALargerOneUntilThatHasStopped() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        Site site = Site.of(cluster);
        Scenario s = scenario(site);
        ShardManager whole = new ShardManager(s, Shard.ALL, "whole")) {
      ShardManager half = new ShardManager(s, Shard.of(1, 2), "half");
      half.lead();
      half.work();
      assertThat(whole.standing()).isEqualTo(Standing.GIVE_WAY);
      half.close();
      assertThat(whole.standing()).isEqualTo(Standing.WORK);
    }
  }

  /** Its process was killed, and gave nothing back. */
  @Test
  void aLeaseThatNobodyRenewsIsInNobodysWayAfterItsTime() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        Site site = Site.of(cluster);
        Scenario s = scenario(site);
        ShardManager whole = new ShardManager(s, Shard.ALL, "whole")) {
      JsonObject lease = new JsonObject();
      lease.addProperty("apiVersion", "coordination.k8s.io/v1");
      lease.addProperty("kind", "Lease");
      JsonObject metadata = Json.ensureObject(lease, "metadata");
      metadata.addProperty("namespace", s.namespace());
      metadata.addProperty("name", ShardLeases.leaseName(LEASE, Shard.of(2, 3)));
      JsonObject spec = Json.ensureObject(lease, "spec");
      spec.addProperty("holderIdentity", "killed");
      spec.addProperty("leaseDurationSeconds", 1);
      s.api().create("leases.coordination.k8s.io", lease);
      assertThat(whole.standing()).isEqualTo(Standing.GIVE_WAY);
      Eventually.await("it has run out", () -> whole.standing() == Standing.WORK);
    }
  }

  @Test
  void sharesThatDoNotOverlapDoNotWaitForEachOther() {
    try (EmbeddedCluster cluster = EmbeddedCluster.start();
        Site site = Site.of(cluster);
        Scenario s = scenario(site);
        ShardManager half = new ShardManager(s, Shard.of(0, 2), "half");
        ShardManager quarter = new ShardManager(s, Shard.of(1, 4), "quarter")) {
      half.lead();
      quarter.lead();
      assertThat(half.standing()).isEqualTo(Standing.WORK);
      assertThat(quarter.standing()).isEqualTo(Standing.WORK);
    }
  }

  private static Scenario scenario(Site site) {
    return new Scenario(site, "shards", AdmissionMode.WEBHOOKS);
  }

  private static List<String> namesOf(Shard shard) {
    List<String> out = new ArrayList<>();
    for (int i = 0; i < SETS; i++) {
      String name = "web-" + (char) ('a' + i);
      if (shard.owns("shards", name)) {
        out.add(name);
      }
    }
    return out;
  }
}
