package io.leaderworkerset.informers.admission;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What a server shows and proves: a certificate chain and the private key of its first certificate.
 *
 * @param chain the server's certificate, then its issuers; at least one
 * @param key the private key
 */
public record KeyMaterial(List<X509Certificate> chain, PrivateKey key) {
  /**
   * Checks that the key is that of the certificate.
   *
   * @throws IllegalArgumentException if it is not, as while one of two files is being replaced
   */
  public KeyMaterial {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("there is no certificate");
    }
    if (!belongTogether(chain.get(0).getPublicKey(), key)) {
      throw new IllegalArgumentException("the private key is not that of the certificate");
    }
  }

  /**
   * Reads PEM text, as in the files tls.crt and tls.key.
   *
   * @throws IllegalArgumentException if a text holds no such thing, or both do not belong together
   */
  public static KeyMaterial ofPem(String certificates, String key) {
    return new KeyMaterial(
        Pem.certificates(certificates, "tls.crt"), Pem.privateKey(key, "tls.key"));
  }

  /** Returns the instant after which the certificate is not valid any more. */
  public Instant expires() {
    return chain.get(0).getNotAfter().toInstant();
  }

  /** Shows whose certificate it is, and not the key. */
  @Override
  public String toString() {
    return "KeyMaterial[" + chain.get(0).getSubjectX500Principal() + ", until " + expires() + "]";
  }

  private static boolean belongTogether(PublicKey open, PrivateKey secret) {
    String algorithm = secret.getAlgorithm();
    String scheme =
        switch (algorithm) {
          case "RSA" -> "SHA256withRSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          default -> algorithm; // Ed25519 and its like name both alike
        };
    try {
      byte[] text = {1, 2, 3};
      Signature signer = Signature.getInstance(scheme);
      signer.initSign(secret);
      signer.update(text);
      Signature verifier = Signature.getInstance(scheme);
      verifier.initVerify(open);
      verifier.update(text);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
