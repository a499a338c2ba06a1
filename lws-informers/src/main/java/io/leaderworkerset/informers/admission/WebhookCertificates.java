package io.leaderworkerset.informers.admission;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.leaderworkerset.informers.apply.KubeWriter;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.http.KubeApiException;
import io.leaderworkerset.informers.http.ResourceType;
import io.leaderworkerset.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks' own certificates, where nobody else, such as cert-manager, provides them: kept in a
 * Secret that all replicas share, made anew in time, and trusted by the webhook configurations.
 *
 * <p>Every replica does the same; whoever writes first wins, the others read what it wrote. What is
 * served is always trusted already: the CA bundle is put into the configurations before a new
 * certificate is used.
 */
public final class WebhookCertificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookCertificates.class);
  private static final int ATTEMPTS = 10;

  private static final ResourceType SECRETS = ResourceType.namespaced("", "v1", "secrets");
  private static final ResourceType MUTATING =
      ResourceType.clusterScoped(
          "admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");
  private static final ResourceType VALIDATING =
      ResourceType.clusterScoped(
          "admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations");

  private final KubeWriter writer;
  private final CertificateSettings settings;
  private final ServingCertificate target;
  private final Clock clock;
  private final CertificateIssuer issuer = new CertificateIssuer();
  @Nullable private ScheduledThreadPoolExecutor timer;

  /**
   * Keeps certificates.
   *
   * @param writer writes the Secret and the configurations; must not wait for leadership, because
   *     every replica serves webhooks
   * @param settings what and where
   * @param target gets what is to be served
   * @param clock the time
   */
  public WebhookCertificates(
      KubeWriter writer, CertificateSettings settings, ServingCertificate target, Clock clock) {
    this.writer = writer;
    this.settings = settings;
    this.target = target;
    this.clock = clock;
  }

  /**
   * Looks once, and does what is due: makes or rotates certificates, puts the CA bundle into the
   * configurations, sets what is served.
   *
   * @throws KubeApiException if the API server cannot be reached or refuses; what is served stays
   * @throws IllegalStateException if other replicas kept writing in between
   */
  public synchronized void refresh() {
    CertificateBundle bundle = agree();
    trust(MUTATING, settings.mutatingWebhooks(), bundle.caBundle());
    trust(VALIDATING, settings.validatingWebhooks(), bundle.caBundle());
    KeyMaterial before = target.get().orElse(null);
    if (before == null || !before.chain().equals(bundle.server().chain())) {
      target.set(bundle.server());
      LOG.info("serving webhooks with {}", bundle.server());
    }
  }

  /**
   * Looks now and then at intervals, on a daemon thread; failures are logged and tried again.
   *
   * @param interval time between two looks, above zero; a minute is plenty
   * @param threads makes the thread
   */
  public synchronized void start(Duration interval, DaemonThreads threads) {
    if (timer != null) {
      throw new IllegalStateException("it is started already");
    }
    timer = new ScheduledThreadPoolExecutor(1, threads.factory("webhook-certificates"));
    timer.scheduleWithFixedDelay(this::refreshOrLog, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Stops looking. What is served stays. */
  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }

  private void refreshOrLog() {
    try {
      refresh();
    } catch (RuntimeException e) {
      LOG.warn("cannot refresh the webhooks' certificates, will try again: {}", e.toString());
    }
  }

  /** Returns what the Secret holds after whatever was due has been written, by us or others. */
  private CertificateBundle agree() {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<JsonObject> secret = writer.get(SECRETS, settings.namespace(), settings.secret());
      Instant now = clock.instant();
      Optional<CertificateBundle> found = secret.flatMap(CertificateBundle::read);
      CertificateBundle wanted =
          found
              .map(each -> each.rotated(issuer, settings, now))
              .orElseGet(() -> CertificateBundle.create(issuer, settings, now));
      if (found.isPresent() && wanted == found.get()) {
        return wanted;
      }
      if (write(secret.orElse(null), wanted)) {
        LOG.info("wrote new certificates to Secret {}", settings.secret());
        return wanted;
      }
    }
    throw new IllegalStateException(
        "Secret "
            + settings.namespace()
            + "/"
            + settings.secret()
            + " changed at each of "
            + ATTEMPTS
            + " attempts to write it");
  }

  /** Returns whether it was written; false if somebody else wrote since it was read. */
  private boolean write(@Nullable JsonObject found, CertificateBundle bundle) {
    try {
      if (found == null) {
        writer.create(SECRETS, settings.namespace(), newSecret(bundle));
      } else {
        JsonObject secret = found.deepCopy();
        JsonObject data = Json.ensureObject(secret, "data");
        bundle.data().asMap().forEach(data::add);
        writer.update(SECRETS, settings.namespace(), settings.secret(), secret);
      }
      return true;
    } catch (KubeApiException e) {
      boolean deleted =
          found != null && e.isNotFound(); // a create is not found if its namespace is
      if (e.isConflict() || e.isAlreadyExists() || deleted) {
        return false;
      }
      throw e;
    }
  }

  private JsonObject newSecret(CertificateBundle bundle) {
    JsonObject out = new JsonObject();
    out.addProperty("apiVersion", "v1");
    out.addProperty("kind", "Secret");
    JsonObject metadata = Json.ensureObject(out, "metadata");
    metadata.addProperty("name", settings.secret());
    metadata.addProperty("namespace", settings.namespace());
    out.addProperty("type", "Opaque");
    out.add("data", bundle.data());
    return out;
  }

  /** Puts the CA bundle into each webhook of a configuration, if there is such a configuration. */
  private void trust(ResourceType type, String name, String caBundle) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<JsonObject> found = writer.get(type, null, name);
      if (found.isEmpty()) {
        LOG.debug("there is no {} {}, so nobody to tell of the CA", type.fullName(), name);
        return;
      }
      JsonArray changes = changes(found.get(), caBundle);
      if (changes.isEmpty() || patch(type, name, changes)) {
        return;
      }
    }
    throw new IllegalStateException(
        type.fullName() + " " + name + " changed at each of " + ATTEMPTS + " attempts to write it");
  }

  /** Returns the operations that put the bundle in; none if it is there. */
  private static JsonArray changes(JsonObject configuration, String caBundle) {
    JsonArray out = new JsonArray();
    JsonArray webhooks = Json.array(configuration, "webhooks");
    for (int i = 0; i < webhooks.size(); i++) {
      JsonObject client = Json.object(webhooks.get(i), "clientConfig");
      if (client != null && !caBundle.equals(Json.string(client, "caBundle"))) {
        out.add(add("/webhooks/" + i + "/clientConfig/caBundle", caBundle));
      }
    }
    if (!out.isEmpty()) {
      // The indexes hold for this version only; of another one it is a conflict.
      String version = Json.string(configuration, "metadata", "resourceVersion");
      out.add(add("/metadata/resourceVersion", String.valueOf(version)));
    }
    return out;
  }

  private static JsonObject add(String path, String value) {
    JsonObject out = new JsonObject();
    out.addProperty("op", "add");
    out.addProperty("path", path);
    out.addProperty("value", value);
    return out;
  }

  /** Returns whether it was written; false if the configuration is another one by now. */
  private boolean patch(ResourceType type, String name, JsonArray operations) {
    try {
      writer.jsonPatch(type, null, name, operations);
      return true;
    } catch (KubeApiException e) {
      if (e.isConflict() || e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }
}
