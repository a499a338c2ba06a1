package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyMaterialTest {
  @ParameterizedTest(name = "{0} key in the form of {1}")
  @CsvSource({"RSA, PKCS1", "RSA, PKCS8", "EC, SEC1", "EC, PKCS8"})
  void readsKeysInEveryUsualForm(String algorithm, String form) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
    PrivateKey key = generator.generateKeyPair().getPrivate();
    String text =
        switch (form) {
          case "PKCS1" -> pem("RSA PRIVATE KEY", inner(key));
          case "SEC1" -> pem("EC PRIVATE KEY", sec1((ECPrivateKey) key));
          default -> pem("PRIVATE KEY", key.getEncoded());
        };
    PrivateKey read = Pem.privateKey(text, "tls.key");
    if (key
        instanceof
        ECPrivateKey ec) { // the encodings of one key differ: the public half is optional
      assertThat(((ECPrivateKey) read).getS()).isEqualTo(ec.getS());
    } else {
      assertThat(read).isEqualTo(key);
    }
  }

  private static byte[] inner(PrivateKey key) throws IOException {
    return PrivateKeyInfo.getInstance(key.getEncoded())
        .parsePrivateKey()
        .toASN1Primitive()
        .getEncoded();
  }

  private static byte[] sec1(ECPrivateKey key) throws IOException {
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, key.getS(), SECObjectIdentifiers.secp256r1)
        .getEncoded();
  }

  private static String pem(String type, byte[] bytes) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(bytes)
        + "\n-----END "
        + type
        + "-----\n";
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
