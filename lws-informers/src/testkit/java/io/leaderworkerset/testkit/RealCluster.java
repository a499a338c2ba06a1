package io.leaderworkerset.testkit;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.api.LeaderWorkerSet;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.cluster.Kubelets;
import io.leaderworkerset.testkit.cluster.Nodes;
import io.leaderworkerset.testkit.cluster.Volumes;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import io.leaderworkerset.testkit.controlplane.HttpClusterApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A cluster with a real control plane: kube-apiserver, kube-controller-manager, kube-scheduler and
 * etcd as processes on loopback, with the definition of LeaderWorkerSets installed, and their
 * webhooks served by this process. Nodes, kubelets and storage are played by the test kit; {@link
 * #api} has the semantics of {@link HttpClusterApi}.
 */
public final class RealCluster implements TestCluster {
  private static final String SETS = Names.PLURAL + "." + Names.GROUP;
  private static final List<String> WATCHED =
      List.of(
          SETS,
          "statefulsets.apps",
          "controllerrevisions.apps",
          "pods",
          "services",
          "persistentvolumeclaims",
          "events.events.k8s.io",
          "nodes");
  private static final String SYSTEM_NAMESPACE = "lws-system";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private final ControlPlane plane;
  private final HttpClusterApi api;
  private final HttpClusterApi kubeletApi;
  private final Kubelets kubelets;
  private final Nodes nodes;
  private final Volumes volumes;
  private final HttpClusterApi volumesApi;
  private final RealAdmission admission;

  private RealCluster(ControlPlane plane) {
    this.plane = plane;
    HttpClusterApi installer = new HttpClusterApi(plane.newClient(), List.of());
    installer.create("customresourcedefinitions.apiextensions.k8s.io", definition());
    awaitServed(installer);
    plane.createNamespace(SYSTEM_NAMESPACE);
    this.admission = new RealAdmission(plane.newClient(), installer);
    awaitAdmission(installer);
    installer.close();
    this.api = new HttpClusterApi(plane.newClient(), WATCHED);
    this.volumesApi = new HttpClusterApi(plane.newClient(), List.of("persistentvolumeclaims"));
    this.volumes = new Volumes(volumesApi);
    volumes.start();
    this.kubeletApi = new HttpClusterApi(plane.newClient(), List.of("pods", "nodes"));
    this.kubelets =
        Kubelets.builder(kubeletApi).threads(4).heartbeat(Duration.ofSeconds(10)).build();
    this.nodes = new Nodes(api, kubelets);
    kubelets.start();
    for (int i = 0; i < 4; i++) {
      nodes.add(
          "node-" + i,
          Map.of("rack", "rack-" + i),
          Map.of("cpu", "1000", "memory", "4Ti", "pods", "1000"));
    }
  }

  /**
   * Starts a control plane, installs the definition and adds four nodes, {@code node-0} to {@code
   * node-3}, each in a rack of its own.
   *
   * @throws IllegalStateException if there are no programs to start; the message says how to get
   *     them
   */
  public static RealCluster start() {
    return start(ControlPlaneOptions.defaults());
  }

  /** Starts one as {@link #start()} does, with these options. */
  public static RealCluster start(ControlPlaneOptions options) {
    ControlPlane plane = ControlPlane.start(options);
    try {
      return new RealCluster(plane);
    } catch (RuntimeException e) {
      plane.close();
      throw e;
    }
  }

  /** Returns the definition of LeaderWorkerSets, as it is in the library. */
  private static JsonObject definition() {
    try (InputStream in =
        LeaderWorkerSet.class.getResourceAsStream(
            "/io/leaderworkerset/crd/leaderworkersets.yaml")) {
      if (in == null) {
        throw new IllegalStateException("the library has no crd/leaderworkersets.yaml");
      }
      LoaderOptions options = new LoaderOptions();
      options.setCodePointLimit(64 << 20);
      Object yaml =
          new Yaml(new SafeConstructor(options))
              .load(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return new Gson().toJsonTree(yaml).getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitServed(ClusterApi api) {
    await(
        SETS + " is served",
        () -> {
          api.list(SETS);
          return true;
        });
  }

  private void awaitAdmission(ClusterApi installer) {
    for (AdmissionMode mode : AdmissionMode.values()) {
      if (mode != AdmissionMode.NONE && (!mode.isByPolicies() || hasPolicies())) {
        String probed = "admission-" + mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        createNamespace(probed, mode);
        await(mode + " are in force", () -> RealAdmission.isInForce(installer, probed, mode));
        installer.delete("namespaces", null, probed, null, null, null);
      }
    }
  }

  private static void await(String what, BooleanSupplier reached) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    RuntimeException last = null;
    while (System.nanoTime() - deadline < 0) {
      try {
        if (reached.getAsBoolean()) {
          return;
        }
      } catch (RuntimeException e) {
        last = e;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    throw new IllegalStateException("not within " + PATIENCE + ": " + what, last);
  }

  /** Returns the control plane, to kill and restart its components. */
  public ControlPlane plane() {
    return plane;
  }

  /** Returns the version of the API server, such as {@code v1.36.3}. */
  public String version() {
    return plane.version();
  }

  @Override
  public ApiClient newClient() {
    return plane.newClient();
  }

  @Override
  public ClusterApi api() {
    return api;
  }

  @Override
  public Kubelets kubelets() {
    return kubelets;
  }

  @Override
  public Nodes nodes() {
    return nodes;
  }

  @Override
  public void createNamespace(String name) {
    createNamespace(name, AdmissionMode.WEBHOOKS);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException for admission policies on a server that does not have them
   */
  @Override
  public void createNamespace(String name, AdmissionMode mode) {
    if (mode.isByPolicies() && !hasPolicies()) {
      throw new IllegalArgumentException(
          "admission policies need Kubernetes 1.36, and this is " + version());
    }
    plane.createNamespace(name, RealAdmission.labels(mode));
  }

  /** Returns whether the server can do without webhooks: it has admission policies that mutate. */
  public boolean hasPolicies() {
    return admission.hasPolicies();
  }

  @Override
  public String kubeconfig() {
    try {
      return Files.readString(plane.kubeconfig());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + plane.kubeconfig(), e);
    }
  }

  @Override
  public void close() {
    kubelets.close();
    kubeletApi.close();
    volumes.close();
    volumesApi.close();
    api.close();
    admission.close();
    plane.close();
  }
}
