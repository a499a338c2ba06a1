package io.leaderworkerset.examples.manager;

import io.leaderworkerset.examples.manager.ManagerConfig.Health;
import io.leaderworkerset.examples.manager.ManagerConfig.InternalCertificates;
import io.leaderworkerset.examples.manager.ManagerConfig.LeaderElection;
import io.leaderworkerset.examples.manager.ManagerConfig.Tls;
import io.leaderworkerset.examples.manager.ManagerConfig.Webhook;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads configuration files of kind {@code Configuration} in {@code config.lws.x-k8s.io/v1alpha1}.
 * Whatever is not understood is an error that names the line.
 */
final class ConfigFile {
  private static final String API_VERSION = "config.lws.x-k8s.io/v1alpha1";
  private static final Set<String> TLS_VERSIONS = Set.of("", "VersionTLS12", "VersionTLS13");

  private ConfigFile() {}

  /** Returns what holds without a file. */
  static ManagerConfig defaults() {
    return parse("defaults", "apiVersion: " + API_VERSION + "\nkind: Configuration\n");
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or is wrong
   */
  static ManagerConfig load(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new ConfigException("the configuration file " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param file its name, for errors
   */
  static ManagerConfig parse(String file, String text) {
    YamlObject root = root(file, text);
    require(root, "apiVersion", API_VERSION);
    require(root, "kind", "Configuration");
    YamlObject client = root.section("clientConnection");
    ManagerConfig out =
        new ManagerConfig(
            webhook(root.section("webhook")),
            leaderElection(root.section("leaderElection")),
            nonEmpty(root.section("metrics").string("bindAddress", ""), ":8443"),
            health(root.section("health")),
            tls(root.section("tls")),
            certificates(root.section("internalCertManagement")),
            positive(client, "qps", client.number("qps", 500)),
            (int) positive(client, "burst", client.integer("burst", 500)),
            gang(root));
    root.finish();
    return out;
  }

  private static YamlObject root(String file, String text) {
    try {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      return new YamlObject(file, "", yaml.compose(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(
          file + ", line " + line + ": this is not YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new ConfigException(file + ": this is not YAML: " + e.getMessage(), e);
    }
  }

  private static void require(YamlObject root, String key, String value) {
    String found = root.string(key, "");
    if (!found.equals(value)) {
      throw root.errorAt(
          key, "must be " + value + (found.isEmpty() ? " and is not there" : ", is " + found));
    }
  }

  private static Webhook webhook(YamlObject section) {
    int port = section.integer("port", 9443);
    if (port < 1 || port > 65535) {
      throw section.errorAt("port", "must be from 1 to 65535, is " + port);
    }
    String certDir =
        nonEmpty(section.string("certDir", ""), "/tmp/k8s-webhook-server/serving-certs");
    return new Webhook(section.bool("enable", true), port, section.string("host", ""), certDir);
  }

  private static LeaderElection leaderElection(YamlObject section) {
    String lock = nonEmpty(section.string("resourceLock", ""), "leases");
    if (!lock.equals("leases")) {
      throw section.errorAt("resourceLock", "must be leases, the only lock there is; is " + lock);
    }
    return new LeaderElection(
        section.bool("leaderElect", true),
        lock,
        nonEmpty(section.string("resourceName", ""), "b8b2488c.x-k8s.io"),
        section.string("resourceNamespace", ""),
        section.duration("leaseDuration", Duration.ofSeconds(15)),
        section.duration("renewDeadline", Duration.ofSeconds(10)),
        section.duration("retryPeriod", Duration.ofSeconds(2)));
  }

  private static Health health(YamlObject section) {
    return new Health(
        nonEmpty(section.string("healthProbeBindAddress", ""), ":8081"),
        nonEmpty(section.string("readinessEndpointName", ""), "readyz"),
        nonEmpty(section.string("livenessEndpointName", ""), "healthz"));
  }

  private static Tls tls(YamlObject section) {
    String minVersion = section.string("minVersion", "");
    if (!TLS_VERSIONS.contains(minVersion)) {
      throw section.errorAt("minVersion", "must be VersionTLS12 or VersionTLS13, is " + minVersion);
    }
    return new Tls(minVersion, section.strings("cipherSuites"));
  }

  private static InternalCertificates certificates(YamlObject section) {
    return new InternalCertificates(
        section.bool("enable", true),
        nonEmpty(section.string("webhookServiceName", ""), "lws-webhook-service"),
        nonEmpty(section.string("webhookSecretName", ""), "lws-webhook-server-cert"));
  }

  private static String gang(YamlObject root) {
    boolean there = root.has("gangSchedulingManagement");
    YamlObject section = root.section("gangSchedulingManagement");
    String provider = section.string("schedulerProvider", "");
    if (there && !provider.equals("volcano")) {
      throw section.errorAt(
          "schedulerProvider",
          "must be volcano, the only provider there is"
              + (provider.isEmpty() ? "" : "; is " + provider));
    }
    return provider;
  }

  private static double positive(YamlObject section, String key, double value) {
    if (!(value > 0)) {
      throw section.errorAt(key, "must be above 0, is " + value);
    }
    return value;
  }

  private static String nonEmpty(String value, String otherwise) {
    return value.isEmpty() ? otherwise : value;
  }
}
