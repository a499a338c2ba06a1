package io.leaderworkerset.testkit.controlplane;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives as long as one test cluster. Keys are on curve P-256. */
final class CertificateAuthority {
  private static final Duration BACKDATED = Duration.ofHours(1);
  private static final Duration VALID = Duration.ofDays(7);

  private final SecureRandom random = new SecureRandom();
  private final X500Name name = new X500Name("CN=test-control-plane-ca");
  private final KeyPair keys = newKeys();
  private final String certificate;

  /**
   * A certificate and its private key, both as PEM text; the key in PKCS #8, which every client
   * reads.
   */
  record Issued(String certificate, String key) {}

  CertificateAuthority() {
    try {
      X509v3CertificateBuilder builder = builder(name, keys);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
      this.certificate = pem(sign(builder));
    } catch (CertIOException e) {
      throw new IllegalStateException("cannot build the CA certificate", e);
    }
  }

  /** Returns the CA's own certificate as PEM text. */
  String certificate() {
    return certificate;
  }

  /** Issues a certificate for a server on loopback and inside the cluster. */
  Issued issueServer(String commonName) {
    return issue(new X500Name("CN=" + commonName), KeyPurposeId.id_kp_serverAuth);
  }

  /** Issues a certificate that the API server takes for this user, in these groups. */
  Issued issueClient(String user, List<String> groups) {
    X500NameBuilder subject = new X500NameBuilder(BCStyle.INSTANCE);
    groups.forEach(group -> subject.addRDN(BCStyle.O, group));
    subject.addRDN(BCStyle.CN, user);
    return issue(subject.build(), KeyPurposeId.id_kp_clientAuth);
  }

  private Issued issue(X500Name subject, KeyPurposeId purpose) {
    KeyPair pair = newKeys();
    X509v3CertificateBuilder builder = builder(subject, pair);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      if (purpose.equals(KeyPurposeId.id_kp_serverAuth)) {
        builder.addExtension(Extension.subjectAlternativeName, false, loopbackNames());
      }
    } catch (CertIOException e) {
      throw new IllegalStateException("cannot build a certificate for " + subject, e);
    }
    return new Issued(pem(sign(builder)), pem(pair.getPrivate()));
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair pair) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        name,
        new BigInteger(127, random),
        Date.from(now.minus(BACKDATED)),
        Date.from(now.plus(VALID)),
        subject,
        pair.getPublic());
  }

  private X509CertificateHolder sign(X509v3CertificateBuilder builder) {
    PrivateKey key = keys.getPrivate();
    try {
      return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("this JDK cannot sign with ECDSA", e);
    }
  }

  private static GeneralNames loopbackNames() {
    return new GeneralNames(
        new GeneralName[] {
          new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
          new GeneralName(GeneralName.iPAddress, "::1"),
          new GeneralName(GeneralName.dNSName, "localhost"),
          new GeneralName(GeneralName.dNSName, "kubernetes"),
          new GeneralName(GeneralName.dNSName, "kubernetes.default.svc"),
        });
  }

  /** Makes a key pair on P-256. */
  static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no P-256 curve", e);
    }
  }

  /** Returns a certificate or key as PEM text. */
  static String pem(Object certificateOrKey) {
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
