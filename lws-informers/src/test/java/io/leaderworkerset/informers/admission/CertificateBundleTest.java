package io.leaderworkerset.informers.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateBundleTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");
  private static final CertificateSettings SETTINGS = CertificateSettings.inNamespace("lws-system");

  private final CertificateIssuer issuer = new CertificateIssuer();
  private final CertificateBundle first = CertificateBundle.create(issuer, SETTINGS, START);

  @Test
  void isForTheNameUnderWhichTheApiServerCalls() throws Exception {
    assertThat(first.server().chain().get(0).getSubjectAlternativeNames().toString())
        .contains("lws-webhook-service.lws-system.svc");
    first.server().chain().get(0).verify(first.authorities().get(0).getPublicKey());
  }

  @Test
  void readsBackWhatItWrites() {
    JsonObject secret = new JsonObject();
    secret.add("data", first.data());
    CertificateBundle read = CertificateBundle.read(secret).orElseThrow();
    assertThat(read.authorities()).isEqualTo(first.authorities());
    assertThat(read.server().chain()).isEqualTo(first.server().chain());
    assertThat(read.rotated(issuer, SETTINGS, START)).isSameAs(read);
    secret.getAsJsonObject("data").add("tls.key", first.data().get("ca.key"));
    assertThat(CertificateBundle.read(secret)).isEmpty();
    assertThat(CertificateBundle.read(new JsonObject())).isEmpty();
  }

  @Test
  void renewsTheServersCertificateInItsLastThirdUnderTheSameAuthority() {
    assertThat(first.rotated(issuer, SETTINGS, START.plus(Duration.ofDays(242)))).isSameAs(first);
    CertificateBundle next = first.rotated(issuer, SETTINGS, START.plus(Duration.ofDays(245)));
    assertThat(next.authorities()).isEqualTo(first.authorities());
    assertThat(next.server().chain()).isNotEqualTo(first.server().chain());
  }

  @Test
  void trustsANewAuthorityBeforeItSignsAndTheOldOneUntilItExpires() {
    Instant day = START;
    CertificateBundle bundle = first;
    X509Certificate old = first.authorities().get(0);
    boolean overlapped = false;
    for (int i = 0; i < 3 * 3650; i += 30) {
      day = START.plus(Duration.ofDays(i));
      CertificateBundle next = bundle.rotated(issuer, SETTINGS, day);
      // Whatever is served is trusted by those who know the bundle before, or the one after.
      assertThat(isTrusted(next.server(), bundle.authorities())).as("day %s", i).isTrue();
      assertThat(isTrusted(bundle.server(), next.authorities())).as("day %s", i).isTrue();
      assertThat(next.server().expires()).isAfter(day);
      overlapped |= next.authorities().size() == 2 && next.authorities().contains(old);
      bundle = next;
    }
    assertThat(overlapped).isTrue();
    assertThat(bundle.authorities()).doesNotContain(old);
  }

  @Test
  void letsANewAuthoritySettleBeforeItSigns() {
    Instant due = START.plus(Duration.ofDays(2434));
    CertificateBundle withServer = renewedUntil(due);
    CertificateBundle next = withServer.rotated(issuer, SETTINGS, due);
    assertThat(next.authorities()).hasSize(2);
    assertThat(next.server()).isEqualTo(withServer.server());
    CertificateBundle soon = next.rotated(issuer, SETTINGS, due.plus(Duration.ofMinutes(9)));
    assertThat(soon).isSameAs(next);
    CertificateBundle later = next.rotated(issuer, SETTINGS, due.plus(Duration.ofMinutes(11)));
    assertThat(isTrusted(later.server(), List.of(next.authorities().get(0)))).isTrue();
    assertThat(later.authorities()).hasSize(2);
  }

  @Test
  void startsAnewWhenAllHasExpired() {
    Instant late = START.plus(Duration.ofDays(5000));
    CertificateBundle next = first.rotated(issuer, SETTINGS, late);
    assertThat(next.authorities()).hasSize(1).doesNotContainAnyElementsOf(first.authorities());
    assertThat(next.server().expires()).isAfter(late);
  }

  @Test
  void followsANewName() {
    CertificateSettings more = SETTINGS.withMoreNames("127.0.0.1");
    CertificateBundle next = first.rotated(issuer, more, START);
    assertThat(next.server().chain()).isNotEqualTo(first.server().chain());
    assertThat(next.rotated(issuer, more, START)).isSameAs(next);
  }

  @Test
  void refusesSettingsThatCannotOverlap() {
    assertThatThrownBy(
            () ->
                new CertificateSettings(
                    "n",
                    "s",
                    "s",
                    "m",
                    "v",
                    List.of(),
                    Duration.ofDays(2),
                    Duration.ofDays(1),
                    Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("three times");
  }

  private CertificateBundle renewedUntil(Instant end) {
    CertificateBundle bundle = first;
    for (Instant day = START; day.isBefore(end.minus(Duration.ofDays(40))); ) {
      bundle = bundle.rotated(issuer, SETTINGS, day);
      day = day.plus(Duration.ofDays(30));
    }
    return bundle;
  }

  private static boolean isTrusted(KeyMaterial server, List<X509Certificate> authorities) {
    return authorities.stream()
        .anyMatch(
            each -> {
              try {
                server.chain().get(0).verify(each.getPublicKey());
                return true;
              } catch (java.security.GeneralSecurityException e) {
                return false;
              }
            });
  }
}
