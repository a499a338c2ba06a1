package io.leaderworkerset.informers.admission;

import com.google.gson.JsonObject;
import io.leaderworkerset.informers.admission.CertificateIssuer.Issued;
import io.leaderworkerset.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the Secret holds: the authorities that are trusted, newest first, the key of the newest, and
 * the server's certificate with its key.
 *
 * @param authorities trusted authorities; at least one
 * @param authority the newest one with its key
 * @param server what is served
 */
record CertificateBundle(List<X509Certificate> authorities, Issued authority, KeyMaterial server) {
  CertificateBundle {
    authorities = List.copyOf(authorities);
  }

  /** Makes everything anew. */
  static CertificateBundle create(CertificateIssuer issuer, CertificateSettings s, Instant now) {
    Issued authority = issuer.authority(now, s.authorityValidity());
    return new CertificateBundle(
        List.of(authority.certificate()), authority, serverOf(issuer, authority, s, now));
  }

  /** Returns what a Secret holds, or empty if it holds nothing that can be used. */
  static Optional<CertificateBundle> read(JsonObject secret) {
    try {
      List<X509Certificate> authorities = Pem.certificates(text(secret, "ca.crt"), "ca.crt");
      Issued authority =
          new Issued(authorities.get(0), Pem.privateKey(text(secret, "ca.key"), "ca.key"));
      KeyMaterial ignored = new KeyMaterial(List.of(authority.certificate()), authority.key());
      KeyMaterial server = KeyMaterial.ofPem(text(secret, "tls.crt"), text(secret, "tls.key"));
      return Optional.of(new CertificateBundle(authorities, authority, server));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonObject secret, String key) {
    String base64 = Json.string(secret, "data", key);
    byte[] bytes = Base64.getDecoder().decode(base64 == null ? "" : base64);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Returns the data of the Secret. */
  JsonObject data() {
    JsonObject out = new JsonObject();
    out.addProperty("ca.crt", base64(authoritiesPem()));
    out.addProperty("ca.key", base64(Pem.write(authority.key())));
    StringBuilder chain = new StringBuilder();
    server.chain().forEach(each -> chain.append(Pem.write(each)));
    out.addProperty("tls.crt", base64(chain.toString()));
    out.addProperty("tls.key", base64(Pem.write(server.key())));
    return out;
  }

  /** Returns the bundle as webhook configurations carry it. */
  String caBundle() {
    return base64(authoritiesPem());
  }

  private String authoritiesPem() {
    StringBuilder out = new StringBuilder();
    authorities.forEach(each -> out.append(Pem.write(each)));
    return out.toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns what is due now; the same bundle if nothing is.
   *
   * <p>An authority in the last third of its life gets a successor, which is trusted at once but
   * signs only after it has settled. A server's certificate is made anew in the last third of its
   * life, when its names are wrong, or when a newer authority has settled. Authorities leave when
   * they have expired.
   */
  CertificateBundle rotated(CertificateIssuer issuer, CertificateSettings s, Instant now) {
    List<X509Certificate> trusted = new ArrayList<>(authorities);
    trusted.removeIf(each -> !each.getNotAfter().toInstant().isAfter(now));
    if (trusted.isEmpty() || !isSignedByOneOf(trusted)) {
      return create(issuer, s, now); // nobody trusts what is served: nothing to overlap with
    }
    Issued newest = authority;
    if (isInLastThird(newest.certificate(), now)) {
      newest = issuer.authority(now, s.authorityValidity());
      trusted.add(0, newest.certificate());
    }
    boolean settled =
        !now.isBefore(
            newest
                .certificate()
                .getNotBefore()
                .toInstant()
                .plus(CertificateIssuer.BACKDATED)
                .plus(s.settle()));
    boolean byOlder = !isSignedBy(newest.certificate());
    boolean due = isInLastThird(server.chain().get(0), now) || !hasNames(s.names());
    boolean expired = !server.expires().isAfter(now);
    KeyMaterial serving = server;
    if ((byOlder && settled) || (due && (!byOlder || settled)) || expired) {
      serving = serverOf(issuer, newest, s, now);
    }
    boolean same = trusted.equals(authorities) && serving == server;
    return same ? this : new CertificateBundle(trusted, newest, serving);
  }

  private static KeyMaterial serverOf(
      CertificateIssuer issuer, Issued authority, CertificateSettings s, Instant now) {
    Issued made = issuer.server(authority, s.names(), now, s.serverValidity());
    return new KeyMaterial(List.of(made.certificate()), made.key());
  }

  private boolean isSignedByOneOf(List<X509Certificate> candidates) {
    return candidates.stream().anyMatch(this::isSignedBy);
  }

  private boolean isSignedBy(X509Certificate candidate) {
    try {
      server.chain().get(0).verify(candidate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private boolean hasNames(List<String> wanted) {
    try {
      Set<String> found = new HashSet<>();
      Collection<List<?>> names = server.chain().get(0).getSubjectAlternativeNames();
      if (names != null) {
        names.forEach(each -> found.add(String.valueOf(each.get(1))));
      }
      return found.contains(wanted.get(0)) && found.containsAll(wanted.subList(3, wanted.size()));
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private static boolean isInLastThird(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    return !now.isBefore(to.minus(Duration.between(from, to).dividedBy(3)));
  }
}
