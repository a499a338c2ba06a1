package io.leaderworkerset.testkit.apiserver;

import com.google.gson.JsonObject;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A Kubernetes API in memory, served over plain HTTP on the loopback address. It stores, checks,
 * merges and watches as an API server does; what controllers and kubelets do is not part of it.
 *
 * <pre>{@code
 * try (EmbeddedApiServer server = EmbeddedApiServer.builder().start()) {
 *   ApiClient client = Config.fromUrl(server.url());
 *   ...
 * }
 * }</pre>
 */
public final class EmbeddedApiServer implements AutoCloseable {
  private final ResourceRegistry registry = new ResourceRegistry();
  private final RequestCounts counts = new RequestCounts();
  private final Store store;
  private final Faults faults;
  private final Admission admission;
  private final Writes writes;
  private final Deletes deletes;
  private final Pods pods;
  private final LoopbackHttpServer http;

  private EmbeddedApiServer(Builder b) {
    Times times = new Times(b.clock);
    store = new Store(b.historySize);
    faults = new Faults(store);
    faults.seed(b.seed);
    admission = new Admission(b.hooks, store, registry.get("namespaces"));
    Commits commits = new Commits(store, times, new Defaults(b.gates), admission);
    writes = new Writes(store, new Names(new Random(b.seed)), commits);
    deletes = new Deletes(store, times, admission);
    pods = new Pods(store, registry, writes, deletes, times);
    WatchHandler watches = new WatchHandler(store, faults, b.bookmarkInterval);
    ResourceRequests resources =
        new ResourceRequests(
            store, writes, new Applies(store, times, commits), deletes, pods, watches);
    http =
        new LoopbackHttpServer(
            b.port, new ApiHandler(registry, resources, faults, counts, b.requestLog));
    CustomResources customResources = new CustomResources(registry, writes, times);
    Namespaces namespaces = new Namespaces(store, registry, deletes, writes);
    EventMirror events = new EventMirror(store, registry);
    store.listen(
        change -> {
          customResources.onChange(change);
          namespaces.onChange(change);
          events.onChange(change);
        });
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      createNamespace(name);
    }
  }

  /** Returns a builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a server. */
  public static final class Builder {
    private int port;
    private int historySize = 4096;
    private long seed = 1;
    private Clock clock = Clock.systemUTC();
    private Duration bookmarkInterval = Duration.ofMinutes(1);
    private final Set<String> gates = new TreeSet<>();
    private final List<AdmissionHook> hooks = new ArrayList<>();
    private Consumer<ApiRequest> requestLog = request -> {};

    private Builder() {}

    /** Listens on this port; 0, the default, chooses a free one. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** Keeps this many changes of each resource for watches to resume from; 4096 by default. */
    public Builder historySize(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("historySize must be at least 1, not " + value);
      }
      historySize = value;
      return this;
    }

    /**
     * Turns a feature gate on. {@code MaxUnavailableStatefulSet} is the one that matters here:
     * without it {@code updateStrategy.rollingUpdate.maxUnavailable} is dropped from StatefulSets.
     */
    public Builder featureGate(String name) {
      gates.add(name);
      return this;
    }

    /** Adds a hook that sees every write, after those added before. */
    public Builder admissionHook(AdmissionHook hook) {
      hooks.add(hook);
      return this;
    }

    /** Takes timestamps from this clock; watches time out by the system's. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /** Sends bookmarks to quiet watches that ask for them this often; a minute by default. */
    public Builder bookmarkInterval(Duration value) {
      bookmarkInterval = value;
      return this;
    }

    /** Makes the chances of faults and the generated names repeatable. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Tells each request to the consumer before it is served; it must not block. */
    public Builder requestLog(Consumer<ApiRequest> log) {
      requestLog = log;
      return this;
    }

    /**
     * Starts a server.
     *
     * @throws java.io.UncheckedIOException if the port is taken
     */
    public EmbeddedApiServer start() {
      EmbeddedApiServer made = new EmbeddedApiServer(this);
      made.http.start();
      return made;
    }
  }

  /** Returns the base URL, such as {@code http://127.0.0.1:41234}. */
  public String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** Returns a kubeconfig for this server, as YAML. */
  public String kubeconfig() {
    return String.join(
            "\n",
            "apiVersion: v1",
            "kind: Config",
            "clusters:",
            "- name: embedded",
            "  cluster:",
            "    server: " + url(),
            "contexts:",
            "- name: embedded",
            "  context:",
            "    cluster: embedded",
            "    user: embedded",
            "users:",
            "- name: embedded",
            "  user: {}",
            "current-context: embedded")
        + "\n";
  }

  /** Returns the API in process, for the controllers of the cluster. */
  public ClusterApi clusterApi() {
    return clusterApi("kube-controller-manager");
  }

  /** Returns the API in process; writes are accounted to this field manager. */
  public ClusterApi clusterApi(String fieldManager) {
    return new InProcessApi(registry, store, writes, deletes, pods, fieldManager);
  }

  /** Returns the resources served; more can be registered. */
  public ResourceRegistry resources() {
    return registry;
  }

  /** Returns the switches for faults. */
  public Faults faults() {
    return faults;
  }

  /** Returns the counts of requests over HTTP. */
  public RequestCounts requests() {
    return counts;
  }

  /** Adds a hook that sees every write from now on, after those there are. */
  public void addAdmissionHook(AdmissionHook hook) {
    admission.add(hook);
  }

  /** Makes a namespace if it is not there. */
  public void createNamespace(String name) {
    if (clusterApi().get("namespaces", null, name) == null) {
      JsonObject metadata = new JsonObject();
      metadata.addProperty("name", name);
      JsonObject namespace = new JsonObject();
      namespace.add("metadata", metadata);
      clusterApi("kube-apiserver").create("namespaces", namespace);
    }
  }

  /**
   * Stores the objects of a {@code List} as they are, status and managed fields kept. UIDs are made
   * anew, and owner references between the objects follow; namespaces are made as needed.
   *
   * @throws IllegalArgumentException if an object's kind is not served or it is there already
   */
  public void load(JsonObject list) {
    new Loader(registry, store, this::createNamespace).load(list);
  }

  /** Returns all objects as a {@code List} that {@link #load} reads. */
  public JsonObject dump() {
    return Loader.dump(registry, store);
  }

  /**
   * Closes the port and all connections and opens the same port again; the data stays, as it does
   * when an API server restarts over its etcd.
   */
  public void restart() {
    http.stop();
    http.start();
  }

  /** Closes the port and all connections, as a crash does; {@link #restart} opens it again. */
  public void stopListening() {
    http.stop();
  }

  /** Stops serving for good. When it returns, no thread of the server is left. */
  @Override
  public void close() {
    http.stop();
  }
}
