package io.leaderworkerset.testkit;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.cluster.PodBehaviour;
import io.leaderworkerset.testkit.api.ClusterApi;
import io.leaderworkerset.testkit.apiserver.EmbeddedApiServer;
import io.leaderworkerset.testkit.apiserver.Faults;
import io.leaderworkerset.testkit.apiserver.RequestCounts;
import io.leaderworkerset.testkit.cluster.ClusterFunctions;
import io.leaderworkerset.testkit.cluster.Kubelets;
import io.leaderworkerset.testkit.cluster.Nodes;
import io.leaderworkerset.testkit.cluster.PodBinder;
import java.util.Map;

/**
 * A whole cluster in this process: the embedded API server over HTTP on loopback, StatefulSets,
 * garbage collection, scheduling, and kubelets. LeaderWorkerSets are defaulted and validated, and
 * their pods mutated, by in-process admission.
 *
 * <pre>{@code
 * try (EmbeddedCluster cluster = EmbeddedCluster.start()) {
 *   ApiClient client = cluster.newClient();
 *   ...
 * }
 * }</pre>
 */
public final class EmbeddedCluster implements TestCluster {
  private final EmbeddedApiServer server;
  private final ClusterFunctions functions;
  private final Kubelets kubelets;
  private final Nodes nodes;
  private final NamespacedAdmission admission;

  private EmbeddedCluster(Builder builder) {
    EmbeddedApiServer.Builder api =
        EmbeddedApiServer.builder().port(builder.port).seed(builder.seed);
    if (builder.maxUnavailableGate) {
      api.featureGate("MaxUnavailableStatefulSet");
    }
    this.admission = new NamespacedAdmission(builder.admission, builder.gang);
    this.server = api.admissionHook(admission).start();
    this.functions =
        ClusterFunctions.builder(server.clusterApi("kube-controller-manager"))
            .maxUnavailableGate(builder.maxUnavailableGate)
            .binder(PodBinder.bySubresource())
            .build();
    this.kubelets =
        Kubelets.builder(server.clusterApi("kubelet")).behaviour(builder.behaviour).build();
    this.nodes = new Nodes(server.clusterApi(), kubelets);
    for (int i = 0; i < builder.nodes; i++) {
      nodes.add(
          "node-" + i,
          Map.of("rack", "rack-" + i, "kubernetes.io/hostname", "node-" + i),
          builder.capacity);
    }
    functions.start();
    kubelets.start();
  }

  /** Returns a running cluster of four nodes whose pods are ready at once. */
  public static EmbeddedCluster start() {
    return builder().start();
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ApiClient newClient() {
    return new ClientBuilder().setBasePath(server.url()).setVerifyingSsl(false).build();
  }

  @Override
  public ClusterApi api() {
    return server.clusterApi();
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
    server.createNamespace(name);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException for {@link AdmissionMode#POLICIES} and {@link
   *     AdmissionMode#VOLCANO_POLICIES}
   */
  @Override
  public void createNamespace(String name, AdmissionMode mode) {
    admission.choose(name, mode);
    server.createNamespace(name);
  }

  @Override
  public String kubeconfig() {
    return server.kubeconfig();
  }

  /** Returns the API server, for its resources, hooks, history and restarts. */
  public EmbeddedApiServer server() {
    return server;
  }

  /** Returns the switches for faults of the API server. */
  public Faults faults() {
    return server.faults();
  }

  /** Returns what was asked of the API server over HTTP. */
  public RequestCounts requests() {
    return server.requests();
  }

  /** Returns whether the cluster's own controllers and kubelets have nothing to do now. */
  public boolean isIdle() {
    return functions.isIdle() && kubelets.isIdle();
  }

  @Override
  public void close() {
    kubelets.close();
    functions.close();
    server.close();
  }

  /** Settings of a cluster. */
  public static final class Builder {
    private int port;
    private long seed = 1;
    private int nodes = 4;
    private Map<String, String> capacity =
        Map.of("cpu", "1000", "memory", "4Ti", "pods", "1000", "nvidia.com/gpu", "1000");
    private PodBehaviour behaviour = PodBehaviour.immediate();
    private boolean maxUnavailableGate;
    private boolean admission = true;
    private Gang gang = Gang.NONE;

    private Builder() {}

    /** Listens on this port; 0, the default, chooses a free one. */
    public Builder port(int value) {
      this.port = value;
      return this;
    }

    /** Makes names and the chances of faults repeatable. */
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /** Begins with so many nodes, {@code node-0} and up, each in a rack of its own; default 4. */
    public Builder nodes(int count) {
      this.nodes = count;
      return this;
    }

    /** Gives each of those nodes this capacity, by resource name. */
    public Builder nodeCapacity(Map<String, String> perNode) {
      this.capacity = Map.copyOf(perNode);
      return this;
    }

    /** Sets how pods start and end unless told otherwise; default at once. */
    public Builder podBehaviour(PodBehaviour value) {
      this.behaviour = value;
      return this;
    }

    /** Sets the feature gate MaxUnavailableStatefulSet; default off, as before Kubernetes 1.35. */
    public Builder maxUnavailableGate(boolean on) {
      this.maxUnavailableGate = on;
      return this;
    }

    /** Sets whether sets and their pods go through admission; default yes. */
    public Builder admission(boolean on) {
      this.admission = on;
      return this;
    }

    /** Sets which scheduler's gang metadata pods get; default none. */
    public Builder gang(Gang value) {
      this.gang = value;
      return this;
    }

    /** Starts the cluster. */
    public EmbeddedCluster start() {
      return new EmbeddedCluster(this);
    }
  }
}
