package io.leaderworkerset.examples.manager;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.examples.manager.HttpEndpoint.Page;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.election.LeaderListener;
import io.leaderworkerset.informers.election.LeaseElector;
import io.leaderworkerset.informers.election.LeaseSettings;
import io.leaderworkerset.informers.election.ShardLeases;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.informers.metrics.MicrometerMetrics;
import io.leaderworkerset.informers.shard.Shard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the manager process: probes and metrics from the beginning, the controllers once it
 * leads, and in the end the controllers stop before the Lease is given back.
 */
final class Manager {
  private static final Logger LOG = LoggerFactory.getLogger(Manager.class);
  private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(10);
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final ManagerSettings settings;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LeaderWorkerSetControllers controllers;
  private final ApiClient client;
  private final LwsMetrics metrics;
  @Nullable private final LeaseElector elector;
  @Nullable private ShardTurn turn;
  private volatile boolean waitsForItsTurn;
  @Nullable private volatile AdmissionService admission;
  private final CountDownLatch elected = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<ExitCode> outcome = new AtomicReference<>();
  private volatile long stopRequested = System.nanoTime();
  private final List<HttpEndpoint> endpoints = new ArrayList<>();

  Manager(ApiClient client, ManagerSettings settings) {
    this.client = client;
    this.settings = settings;
    ManagerConfig config = settings.config();
    this.metrics = new MicrometerMetrics(registry);
    this.elector = config.leaderElection().enabled() ? elector() : null;
    LeaseElector lease = elector;
    this.controllers =
        LeaderWorkerSetControllers.builder(client)
            .namespaces(settings.namespaces())
            .shard(settings.shard() == null ? Shard.ALL : settings.shard())
            .workers(settings.workers())
            .rolloutRules(settings.rolloutRules())
            .restarts(settings.restarts())
            .writeLimit(config.qps(), config.burst())
            .gangScheduling(!config.gang().isEmpty())
            .userAgent(settings.userAgent())
            .instance(settings.identity())
            .writeGate(lease == null ? () -> true : lease::isLeader)
            .metrics(metrics)
            .build();
  }

  private LeaseElector elector() {
    ManagerConfig.LeaderElection lease = settings.config().leaderElection();
    String namespace =
        lease.namespace().isEmpty() ? ClusterClients.ownNamespace() : lease.namespace();
    Shard asked = settings.shard();
    Shard shard = asked == null ? Shard.ALL : asked;
    if (asked != null) {
      turn = new ShardTurn(client, namespace, lease.name(), shard, lease.retryPeriod());
    }
    try {
      LeaseSettings terms =
          new LeaseSettings(
              namespace,
              ShardLeases.leaseName(lease.name(), shard),
              settings.identity(),
              lease.leaseDuration(),
              lease.renewDeadline(),
              lease.retryPeriod());
      return LeaseElector.create(client, terms, new Terms(), metrics, DaemonThreads.standard());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("leader election: " + e.getMessage(), e);
    }
  }

  /** Hears of the Lease; the work is done by the thread in {@link #run}. */
  private final class Terms implements LeaderListener {
    @Override
    public void elected() {
      elected.countDown();
    }

    @Override
    public void lost(String why) {
      outcome.compareAndSet(null, ExitCode.LEASE_LOST);
      elected.countDown();
      over.countDown();
    }

    @Override
    public void newLeader(String identity) {
      LOG.info("The lease is held by {}", identity.isEmpty() ? "nobody" : identity);
    }
  }

  /** Asks it to stop; {@link #run} returns when it has. */
  void requestStop() {
    stopRequested = System.nanoTime();
    outcome.compareAndSet(null, ExitCode.STOPPED);
    elected.countDown();
    over.countDown();
  }

  /**
   * Runs until it is asked to stop, its thread is interrupted, or the Lease is lost.
   *
   * @throws ConfigException if an address cannot be listened on
   */
  ExitCode run() {
    try {
      serveAdmission();
      serve();
      if (elector == null) {
        LOG.info("Leader election is off: this must be the only manager");
        elected.countDown();
      } else {
        if (turn != null) {
          turn.awaitNoLargerDivision(over);
        }
        elector.start();
      }
      elected.await();
      if (outcome.get() == null && isMyTurn()) {
        LOG.info("Leading as {}; the controllers start", settings.identity());
        controllers.start();
      }
      over.await();
    } catch (InterruptedException e) {
      requestStop();
    } finally {
      stop();
    }
    return outcome.updateAndGet(found -> found == null ? ExitCode.FAILED : found);
  }

  /** Whether no manager of another division can have sets of this shard. */
  private boolean isMyTurn() throws InterruptedException {
    waitsForItsTurn = turn != null;
    boolean mine = turn == null || turn.awaitTurn(over);
    waitsForItsTurn = false;
    if (!mine) {
      outcome.compareAndSet(null, ExitCode.LEASE_LOST); // given back: it begins anew
      over.countDown();
    }
    return mine;
  }

  private void serve() {
    ManagerConfig config = settings.config();
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Map<String, Supplier<Page>> probes =
        Map.of(
            "/" + config.health().liveness(), this::health,
            "/" + config.health().readiness(), this::readiness);
    listen("health-probe-bind-address", config.health().address(), null, probes);
    Path certificates = settings.metricsCertificates();
    ServerTls tls =
        certificates == null ? null : ServerTls.load(certificates, config.tls().settings());
    listen(
        "metrics-bind-address",
        config.metricsAddress(),
        tls,
        Map.of("/metrics", () -> new Page(200, PROMETHEUS, registry.scrape())));
  }

  private void listen(
      String setting, String address, @Nullable ServerTls tls, Map<String, Supplier<Page>> pages) {
    Optional<InetSocketAddress> parsed = BindAddress.parse(setting, address);
    if (parsed.isEmpty()) {
      LOG.info("{} is 0: {} not served", setting, pages.keySet());
      return;
    }
    HttpEndpoint endpoint = HttpEndpoint.start(setting, parsed.get(), tls, pages);
    endpoints.add(endpoint);
    LOG.info(
        "Serving {} on port {}{}", pages.keySet(), endpoint.port(), tls == null ? "" : " over TLS");
  }

  private void serveAdmission() {
    if (!settings.config().webhook().enabled()) {
      LOG.info("Webhooks are off: admission policies, or another installation, do their work");
      return;
    }
    AdmissionService started = AdmissionService.start(client, settings, metrics);
    admission = started;
    Gauge.builder("lws.webhook.certificate.expiry", started, AdmissionService::expiry)
        .description("When the certificate of the webhooks runs out, as a Unix time")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  private Page health() {
    return outcome.get() == ExitCode.LEASE_LOST
        ? Page.text(500, "the lease is lost\n")
        : Page.text(200, "ok\n");
  }

  private Page readiness() {
    if (outcome.get() != null) {
      return Page.text(503, "stopping\n");
    }
    AdmissionService webhooks = admission;
    if (webhooks != null && !webhooks.isReady()) {
      return Page.text(503, "there is no certificate for the webhooks yet\n");
    }
    LeaseElector lease = elector;
    if (lease != null && !lease.isLeader()) {
      return Page.text(200, "ok: standing by, the leader is " + lease.leader() + "\n");
    }
    if (waitsForItsTurn) { // those waited for may be stopped only once this one is ready
      return Page.text(200, "ok: waiting until managers of other shards have stopped\n");
    }
    return controllers.isReady()
        ? Page.text(200, "ok: leading\n")
        : Page.text(503, "leading, the caches are being filled\n");
  }

  private void stop() {
    boolean lost = outcome.get() == ExitCode.LEASE_LOST;
    LOG.info(lost ? "Stopping: the lease is lost" : "Stopping: no new work is taken in");
    boolean drained = controllers.stop(lost ? Duration.ofSeconds(1) : settings.drain());
    if (!drained && outcome.compareAndSet(ExitCode.STOPPED, ExitCode.NOT_DRAINED)) {
      LOG.warn("Work under way did not end within {} and was interrupted", settings.drain());
    }
    if (elector != null) {
      elector.stop(true, RELEASE_TIMEOUT);
    }
    if (turn != null) {
      turn.close();
    }
    stopAdmission(lost);
    endpoints.forEach(HttpEndpoint::close);
    registry.close();
    LOG.info("Stopped");
  }

  /** Last, and not at once: their Service may still send requests here. */
  private void stopAdmission(boolean atOnce) {
    AdmissionService webhooks = admission;
    if (webhooks == null) {
      return;
    }
    try {
      long waited = System.nanoTime() - stopRequested;
      if (!atOnce) {
        TimeUnit.NANOSECONDS.sleep(settings.shutdownDelay().toNanos() - waited);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!webhooks.stop(atOnce ? Duration.ZERO : settings.drain())
        && outcome.compareAndSet(ExitCode.STOPPED, ExitCode.NOT_DRAINED)) {
      LOG.warn("Webhook requests did not end within {} and were cut off", settings.drain());
    }
  }
}
