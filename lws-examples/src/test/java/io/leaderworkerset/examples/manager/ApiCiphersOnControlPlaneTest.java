package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiClient;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.util.List;
import okhttp3.CipherSuite;
import okhttp3.Handshake;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class ApiCiphersOnControlPlaneTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  private static CipherSuite agreed(ApiClient client) throws IOException {
    Request request = new Request.Builder().url(client.getBasePath() + "/version").build();
    try (Response response = client.getHttpClient().newCall(request).execute()) {
      Handshake handshake = response.handshake();
      assertThat(handshake).isNotNull();
      return handshake.cipherSuite();
    }
  }

  @Test
  void theServerTakesTheCipherThatIsOfferedFirst(ControlPlane plane) throws IOException {
    assertThat(agreed(plane.newClient()).javaName()).contains("_AES_");
    assertThat(agreed(ApiCiphers.chaChaFirst(plane.newClient())))
        .isEqualTo(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
  }

  @Test
  void nothingIsOfferedLessOrMoreThanBefore(ControlPlane plane) {
    List<CipherSuite> before =
        plane.newClient().getHttpClient().connectionSpecs().get(0).cipherSuites();
    List<CipherSuite> after =
        ApiCiphers.chaChaFirst(plane.newClient())
            .getHttpClient()
            .connectionSpecs()
            .get(0)
            .cipherSuites();
    assertThat(after).containsExactlyInAnyOrderElementsOf(before).isNotEqualTo(before);
  }
}
