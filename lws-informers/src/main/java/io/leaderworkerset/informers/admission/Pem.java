package io.leaderworkerset.informers.admission;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/** Reads and writes certificates and keys as PEM text. */
final class Pem {
  private Pem() {}

  /**
   * Returns the certificates in the text, in order.
   *
   * @throws IllegalArgumentException if there is none, or one that cannot be read
   */
  static List<X509Certificate> certificates(String text, String where) {
    List<X509Certificate> out = new ArrayList<>();
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        if (next instanceof X509CertificateHolder holder) {
          out.add(converter.getCertificate(holder));
        }
      }
    } catch (IOException | CertificateException | RuntimeException e) {
      throw new IllegalArgumentException(where + " holds no readable certificate: " + e, e);
    }
    if (out.isEmpty()) {
      throw new IllegalArgumentException(where + " holds no PEM certificate");
    }
    return out;
  }

  /**
   * Returns the private key in the text: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), not encrypted.
   *
   * @throws IllegalArgumentException if there is none; the message does not show the text
   */
  static PrivateKey privateKey(String text, String where) {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        if (next instanceof PrivateKeyInfo info) {
          return key(info);
        }
        if (next instanceof PEMKeyPair pair) {
          return key(pair.getPrivateKeyInfo());
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(where + " holds a key of an unknown kind", e);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(where + " holds no readable private key", e);
    }
    throw new IllegalArgumentException(where + " holds no PEM private key without a password");
  }

  /**
   * Returns a key under the name that TLS knows it by. The converters of Bouncy Castle call it
   * ECDSA instead of EC once its provider is installed, as the Kubernetes client does.
   */
  private static PrivateKey key(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
    ASN1ObjectIdentifier id = info.getPrivateKeyAlgorithm().getAlgorithm();
    String algorithm =
        id.equals(X9ObjectIdentifiers.id_ecPublicKey)
            ? "EC"
            : id.equals(PKCSObjectIdentifiers.rsaEncryption) ? "RSA" : id.getId();
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  /** Returns a certificate, or a private key in PKCS #8, as PEM text. */
  static String write(Object certificateOrKey) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          certificateOrKey instanceof PrivateKey key
              ? new JcaPKCS8Generator(key, null)
              : certificateOrKey);
    } catch (IOException e) {
      throw new IllegalStateException("cannot write PEM", e);
    }
    return text.toString();
  }
}
