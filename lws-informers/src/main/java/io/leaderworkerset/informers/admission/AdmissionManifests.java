package io.leaderworkerset.informers.admission;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.admission.Gang;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The objects that register admission with the API server, as they come with this library. */
public final class AdmissionManifests {
  private static final String FOLDER = "/io/leaderworkerset/";

  private AdmissionManifests() {}

  /**
   * Returns the MutatingWebhookConfiguration and the ValidatingWebhookConfiguration of a manager in
   * namespace {@code lws-system}, without a CA bundle.
   */
  public static List<JsonObject> webhooks() {
    return load("webhook/webhooks.yaml");
  }

  /**
   * Returns the webhook configurations of a manager that the API server reaches by a URL and not
   * through a Service: one outside of the cluster, such as on a developer's machine. Its
   * certificate must be for the host of the URL; {@link CertificateSettings#withMoreNames} adds it.
   *
   * @param base {@code https}, a host and a port, such as {@code https://127.0.0.1:9443}
   * @throws IllegalArgumentException if it is something else
   */
  public static List<JsonObject> webhooksAt(URI base) {
    if (!"https".equals(base.getScheme()) || base.getHost() == null || !isRoot(base.getPath())) {
      throw new IllegalArgumentException(
          "webhooks are reached by https, a host and a port, not by " + base);
    }
    List<JsonObject> out = webhooks();
    for (JsonObject configuration : out) {
      for (JsonElement each : Json.array(configuration, "webhooks")) {
        JsonObject client = Json.ensureObject(each.getAsJsonObject(), "clientConfig");
        String path = Json.string(client, "service", "path");
        client.remove("service");
        client.addProperty("url", base.resolve(String.valueOf(path)).toString());
      }
    }
    return out;
  }

  private static boolean isRoot(@Nullable String path) {
    return path == null || path.isEmpty() || path.equals("/");
  }

  /** Returns the admission policies and bindings that do without webhooks, and without gangs. */
  public static List<JsonObject> policies() {
    return policies(Gang.NONE);
  }

  /**
   * Returns the admission policies and bindings that do without webhooks.
   *
   * @param gang what schedules groups as a whole; the API server cannot know, so it has a policy of
   *     its own for {@link Gang#VOLCANO}
   */
  public static List<JsonObject> policies(Gang gang) {
    List<JsonObject> out = load("policy/policies.yaml");
    if (gang == Gang.VOLCANO) {
      out.addAll(load("policy/volcano/policies.yaml"));
    }
    return out;
  }

  private static List<JsonObject> load(String file) {
    Gson gson = new Gson();
    List<JsonObject> out = new ArrayList<>();
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    for (Object document : yaml.loadAll(text(file))) {
      out.add(gson.toJsonTree(document).getAsJsonObject());
    }
    return out;
  }

  private static String text(String file) {
    String path = FOLDER + file;
    try (InputStream in = AdmissionManifests.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("lws-core has no resource " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + path, e);
    }
  }
}
