package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyMaterialTest {
  @ParameterizedTest(name = "{0}, as openssl writes it: {1}")
  @CsvSource({"RSA, true", "RSA, false", "EC, true", "EC, false"})
  void readsKeysInEveryUsualForm(String algorithm, boolean traditional) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    StringWriter text = new StringWriter();
    if (traditional) {
      try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
        writer.writeObject(pair.getPrivate());
      }
      assertThat(text.toString()).startsWith("-----BEGIN " + algorithm + " PRIVATE KEY");
    } else {
      text.append(Pem.write(pair.getPrivate()));
      assertThat(text.toString()).startsWith("-----BEGIN PRIVATE KEY");
    }
    assertThat(Pem.privateKey(text.toString(), "tls.key")).isEqualTo(pair.getPrivate());
  }

  @Test
  void namesKeysAsTlsDoesWhateverProvidersAreInstalled() throws Exception {
    String text = Pem.write(new TestCertificates().server().key());
    boolean installed = Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) != null;
    Provider provider = new BouncyCastleProvider();
    Security.addProvider(provider);
    try {
      assertThat(Pem.privateKey(text, "tls.key").getAlgorithm()).isEqualTo("EC");
    } finally {
      if (!installed) {
        Security.removeProvider(provider.getName());
      }
    }
  }

  @Test
  void refusesAKeyOfAnotherCertificateAndShowsNoKey() {
    TestCertificates certificates = new TestCertificates();
    KeyMaterial one = certificates.server();
    KeyMaterial two = certificates.server();
    assertThatThrownBy(() -> new KeyMaterial(one.chain(), two.key()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the private key is not that of the certificate");
    assertThat(one.toString()).doesNotContain(one.key().toString()).contains("until");
    assertThatThrownBy(() -> KeyMaterial.ofPem("", Pem.write(one.key())))
        .hasMessage("tls.crt holds no PEM certificate");
    assertThatThrownBy(() -> KeyMaterial.ofPem(Pem.write(one.chain().get(0)), "x"))
        .hasMessage("tls.key holds no PEM private key without a password");
  }
}
