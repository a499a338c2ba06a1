package io.leaderworkerset.testkit.controlplane;

import io.leaderworkerset.testkit.controlplane.CertificateAuthority.Issued;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes kubeconfig files that hold all they need, so that they work from any folder. */
final class Kubeconfig {
  private Kubeconfig() {}

  static String text(String server, String authority, Issued client) {
    return String.join(
        "\n",
        "apiVersion: v1",
        "kind: Config",
        "clusters:",
        "- name: test",
        "  cluster:",
        "    server: " + server,
        "    certificate-authority-data: " + base64(authority),
        "users:",
        "- name: test",
        "  user:",
        "    client-certificate-data: " + base64(client.certificate()),
        "    client-key-data: " + base64(client.key()),
        "contexts:",
        "- name: test",
        "  context:",
        "    cluster: test",
        "    user: test",
        "current-context: test",
        "");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
