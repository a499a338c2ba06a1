package io.leaderworkerset.testkit.controlplane;

import io.leaderworkerset.testkit.controlplane.CertificateAuthority.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The temporary folder of one control plane: certificates, kubeconfigs, data and logs. */
final class ControlPlaneFiles {
  private final Path folder;
  private final CertificateAuthority authority = new CertificateAuthority();
  private final Map<User, Issued> issued = new ConcurrentHashMap<>();

  private record User(String name, List<String> groups) {}

  ControlPlaneFiles() {
    try {
      this.folder = Files.createTempDirectory("lws-control-plane-");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
    write("ca.crt", authority.certificate());
    Issued server = authority.issueServer("kube-apiserver");
    write("server.crt", server.certificate());
    write("server.key", server.key());
    KeyPair accounts = CertificateAuthority.newKeys();
    write("service-accounts.pub", CertificateAuthority.pem(accounts.getPublic()));
    write("service-accounts.key", CertificateAuthority.pem(accounts.getPrivate()));
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  Path folder() {
    return folder;
  }

  /** Returns the text of a kubeconfig for this user, with a certificate made for it once. */
  String kubeconfig(String server, String user, List<String> groups) {
    Issued certificate =
        issued.computeIfAbsent(
            new User(user, List.copyOf(groups)),
            made -> authority.issueClient(made.name(), made.groups()));
    return Kubeconfig.text(server, authority.certificate(), certificate);
  }

  /** Writes the kubeconfig of an administrator. */
  Path writeAdminKubeconfig(String server) {
    return write(
        "admin.kubeconfig",
        kubeconfig(server, ControlPlaneClients.ADMIN, ControlPlaneClients.ADMIN_GROUPS));
  }

  /** Writes the kubeconfig of a component, named after its user. */
  Path writeKubeconfig(String server, String user) {
    return write(user + ".kubeconfig", kubeconfig(server, "system:" + user, List.of()));
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(path(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path(name), e);
    }
  }
}
