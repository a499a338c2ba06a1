package io.leaderworkerset.testkit.controlplane;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command lines of the components. All of them listen on loopback only. */
final class Commands {
  private static final String LOOPBACK = "127.0.0.1";

  private final ControlPlaneBinaries binaries;
  private final ControlPlaneOptions options;
  private final ControlPlaneFiles files;
  private final Ports ports;

  /** One port for each that listens. */
  record Ports(int etcd, int etcdPeer, int apiServer, int controllerManager, int scheduler) {
    static Ports choose() {
      LoopbackPorts free = new LoopbackPorts();
      return new Ports(free.next(), free.next(), free.next(), free.next(), free.next());
    }
  }

  Commands(
      ControlPlaneBinaries binaries,
      ControlPlaneOptions options,
      ControlPlaneFiles files,
      Ports ports) {
    this.binaries = binaries;
    this.options = options;
    this.files = files;
    this.ports = ports;
  }

  List<String> etcd() {
    String peer = "http://" + LOOPBACK + ":" + ports.etcdPeer();
    return List.of(
        binaries.etcd().toString(),
        "--name=test",
        "--data-dir=" + files.path("etcd"),
        "--listen-client-urls=" + etcdUrl(),
        "--advertise-client-urls=" + etcdUrl(),
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=test=" + peer,
        "--unsafe-no-fsync=true", // survives kill -9, which is all a test can do
        "--logger=zap",
        "--log-level=warn");
  }

  List<String> apiServer(boolean withServiceAccounts) {
    List<String> command = new ArrayList<>();
    command.add(binaries.apiServer().toString());
    command.addAll(serving(ports.apiServer()));
    command.addAll(
        List.of(
            "--advertise-address=" + LOOPBACK,
            "--endpoint-reconciler-type=none",
            "--etcd-servers=" + etcdUrl(),
            "--client-ca-file=" + files.path("ca.crt"),
            "--authorization-mode=RBAC",
            "--allow-privileged=true",
            "--service-cluster-ip-range=10.0.0.0/16",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + files.path("service-accounts.pub"),
            "--service-account-signing-key-file=" + files.path("service-accounts.key")));
    if (!withServiceAccounts) {
      // Without the controllers nobody makes the default account that this plugin asks for.
      command.add("--disable-admission-plugins=ServiceAccount");
    }
    command.addAll(featureGates());
    command.addAll(options.apiServerFlags());
    return command;
  }

  List<String> controllerManager() {
    List<String> command = new ArrayList<>();
    command.add(binaries.controllerManager().toString());
    command.addAll(client("kube-controller-manager", ports.controllerManager()));
    command.addAll(
        List.of(
            "--use-service-account-credentials=true",
            "--service-account-private-key-file=" + files.path("service-accounts.key"),
            "--root-ca-file=" + files.path("ca.crt"),
            "--kube-api-qps=200",
            "--kube-api-burst=400"));
    command.addAll(featureGates());
    command.addAll(options.controllerManagerFlags());
    return command;
  }

  List<String> scheduler() {
    List<String> command = new ArrayList<>();
    command.add(binaries.scheduler().toString());
    command.addAll(client("kube-scheduler", ports.scheduler()));
    command.addAll(featureGates());
    command.addAll(options.schedulerFlags());
    return command;
  }

  private List<String> client(String user, int port) {
    List<String> flags = new ArrayList<>(serving(port));
    flags.add("--kubeconfig=" + files.writeKubeconfig(apiServerUrl(), user));
    flags.add("--authentication-skip-lookup=true");
    flags.add("--leader-elect=false");
    return flags;
  }

  private List<String> serving(int port) {
    return List.of(
        "--bind-address=" + LOOPBACK,
        "--secure-port=" + port,
        "--tls-cert-file=" + files.path("server.crt"),
        "--tls-private-key-file=" + files.path("server.key"));
  }

  private List<String> featureGates() {
    Map<String, Boolean> gates = new TreeMap<>(options.featureGates());
    return gates.isEmpty()
        ? List.of()
        : List.of(
            "--feature-gates="
                + gates.entrySet().stream()
                    .map(gate -> gate.getKey() + "=" + gate.getValue())
                    .collect(Collectors.joining(",")));
  }

  String etcdUrl() {
    return "http://" + LOOPBACK + ":" + ports.etcd();
  }

  String apiServerUrl() {
    return "https://" + LOOPBACK + ":" + ports.apiServer();
  }

  String controllerManagerUrl() {
    return "https://" + LOOPBACK + ":" + ports.controllerManager();
  }

  String schedulerUrl() {
    return "https://" + LOOPBACK + ":" + ports.scheduler();
  }
}
