package io.leaderworkerset.testkit.controlplane;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.Component.Launch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * A real Kubernetes control plane on loopback: etcd, kube-apiserver with RBAC, and
 * kube-controller-manager and kube-scheduler where their programs are there. It has no nodes; the
 * test kit plays them.
 *
 * <pre>{@code
 * try (ControlPlane plane = ControlPlane.start()) {
 *   ApiClient client = plane.newClient();
 *   ...
 *   plane.apiServer().restart();
 * }
 * }</pre>
 *
 * <p>Certificates, keys, data and logs are in a temporary folder that {@link #close} deletes. The
 * processes end with {@link #close}, and with the JVM however it ends.
 */
public final class ControlPlane implements AutoCloseable {
  private final Deque<AutoCloseable> cleanups = new ArrayDeque<>();
  private final ControlPlaneFiles files;
  private final Commands commands;
  private final ControlPlaneClients clients;
  private final Path kubeconfig;
  private final Component etcd;
  private final Component apiServer;
  @Nullable private final Component controllerManager;
  @Nullable private final Component scheduler;
  private boolean closed;

  /**
   * Starts a control plane with the defaults from what {@link ControlPlaneBinaries#find} finds.
   *
   * @throws IllegalStateException if it finds nothing, or a component does not become ready; the
   *     message says why
   */
  public static ControlPlane start() {
    return start(ControlPlaneOptions.defaults());
  }

  /** Starts a control plane as {@link #start()} does, with these options. */
  public static ControlPlane start(ControlPlaneOptions options) {
    ControlPlaneBinaries binaries =
        ControlPlaneBinaries.find()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "There is no control plane to start: "
                            + ControlPlaneBinaries.ASSETS
                            + " is not set. "
                            + ControlPlaneBinaries.howToGetThem()));
    return start(binaries, options);
  }

  /** Starts a control plane from these programs, with these options. */
  public static ControlPlane start(ControlPlaneBinaries binaries, ControlPlaneOptions options) {
    ControlPlaneFiles files = new ControlPlaneFiles();
    ProcessGuard guard = new ProcessGuard(files.folder());
    try {
      ControlPlane plane = new ControlPlane(binaries, options, files, guard);
      plane.startAll();
      return plane;
    } catch (RuntimeException e) {
      guard.close();
      throw e;
    }
  }

  private ControlPlane(
      ControlPlaneBinaries binaries,
      ControlPlaneOptions options,
      ControlPlaneFiles files,
      ProcessGuard guard) {
    this.files = files;
    this.commands = new Commands(binaries, options, files, Commands.Ports.choose());
    this.kubeconfig = files.writeAdminKubeconfig(url());
    this.clients = new ControlPlaneClients(files, url());
    cleanups.push(clients);
    cleanups.push(guard);
    Duration timeout = options.startTimeout();
    boolean controllers = options.controllerManager() && binaries.hasControllerManager();
    boolean scheduling = options.scheduler() && binaries.hasScheduler();
    this.etcd = component(guard, timeout, "etcd", commands.etcd(), commands.etcdUrl() + "/health");
    this.apiServer =
        component(
            guard, timeout, "kube-apiserver", commands.apiServer(controllers), url() + "/readyz");
    this.controllerManager =
        !controllers
            ? null
            : component(
                guard,
                timeout,
                "kube-controller-manager",
                commands.controllerManager(),
                commands.controllerManagerUrl() + "/healthz");
    this.scheduler =
        !scheduling
            ? null
            : component(
                guard,
                timeout,
                "kube-scheduler",
                commands.scheduler(),
                commands.schedulerUrl() + "/healthz");
  }

  private Component component(
      ProcessGuard guard, Duration timeout, String name, List<String> command, String probe) {
    Component made =
        new Component(
            new Launch(name, command, files.folder(), clients.answers(probe), timeout), guard);
    cleanups.push(made::kill);
    return made;
  }

  private void startAll() {
    etcd.start();
    apiServer.start();
    List<Component> others =
        Stream.concat(controllerManager().stream(), scheduler().stream()).toList();
    others.forEach(Component::launch);
    others.forEach(Component::awaitReady);
  }

  /** Returns whether StatefulSets get pods, and so on; without it the test kit has to play it. */
  public boolean hasControllerManager() {
    return controllerManager != null;
  }

  /** Returns whether pods get nodes; without it the test kit has to play it. */
  public boolean hasScheduler() {
    return scheduler != null;
  }

  /** Returns etcd. */
  public Component etcd() {
    return etcd;
  }

  /** Returns the API server. */
  public Component apiServer() {
    return apiServer;
  }

  /** Returns the controller manager, or empty if there is none. */
  public Optional<Component> controllerManager() {
    return Optional.ofNullable(controllerManager);
  }

  /** Returns the scheduler, or empty if there is none. */
  public Optional<Component> scheduler() {
    return Optional.ofNullable(scheduler);
  }

  /** Returns the address of the API server, such as {@code https://127.0.0.1:23456}. */
  public String url() {
    return commands.apiServerUrl();
  }

  /**
   * Drops etcd's history, so that a watch that begins in the past, for example after {@link
   * #apiServer()} was restarted, is refused with 410 Gone.
   *
   * @throws RuntimeException if etcd does not run or refuses
   */
  public void compactEtcd() {
    etcdGateway().compact();
  }

  EtcdGateway etcdGateway() {
    return clients.etcd(commands.etcdUrl());
  }

  /**
   * Returns the version the API server says it has, such as {@code v1.36.3}.
   *
   * @throws io.leaderworkerset.testkit.api.ClusterApi.ApiException if it does not answer
   */
  public String version() {
    return String.valueOf(Json.string(clients.admin().get("/version"), "gitVersion"));
  }

  /**
   * Creates a namespace in which pods can be created at once: where the controller manager runs,
   * waits until it has made the service account that pods get.
   *
   * @throws io.leaderworkerset.testkit.api.ClusterApi.ApiException of 409 if it is there already
   */
  public void createNamespace(String name) {
    createNamespace(name, Map.of());
  }

  /** Creates a namespace with these labels, as {@link #createNamespace(String)} does. */
  public void createNamespace(String name, Map<String, String> labels) {
    JsonObject namespace = new JsonObject();
    namespace.addProperty("apiVersion", "v1");
    namespace.addProperty("kind", "Namespace");
    JsonObject metadata = Json.ensureObject(namespace, "metadata");
    metadata.addProperty("name", name);
    metadata.add("labels", Json.ofStrings(labels));
    clients.admin().send("POST", "/api/v1/namespaces", namespace);
    controllerManager()
        .ifPresent(
            component ->
                component.await(
                    "make the default service account of namespace " + name,
                    clients.answers(
                        url() + "/api/v1/namespaces/" + name + "/serviceaccounts/default")));
  }

  /** Returns the folder with certificates, data and logs, which {@link #close} deletes. */
  public Path folder() {
    return files.folder();
  }

  /** Returns the kubeconfig file of an administrator, who may do anything. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Returns the text of a kubeconfig for a user with a certificate, in these groups. */
  public String kubeconfigFor(String user, List<String> groups) {
    return files.kubeconfig(url(), user, groups);
  }

  /** Returns a new client of an administrator, with connections of its own. */
  public ApiClient newClient() {
    return newClient(ControlPlaneClients.ADMIN, ControlPlaneClients.ADMIN_GROUPS);
  }

  /**
   * Returns a new client of this user in these groups, with connections of its own. What it may do
   * is what RBAC gives it: {@code system:serviceaccount:ns:name} tests a service account's roles.
   */
  public ApiClient newClient(String user, List<String> groups) {
    return clients.open(user, groups);
  }

  /** Kills the processes, closes the clients' connections and deletes the folder. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    RuntimeException failure = null;
    for (AutoCloseable cleanup : cleanups) { // last made first
      try {
        cleanup.close();
      } catch (Exception e) {
        failure = failure == null ? new IllegalStateException("cannot clean up", e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
