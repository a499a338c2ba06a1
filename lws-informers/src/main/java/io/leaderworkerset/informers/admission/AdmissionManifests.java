package io.leaderworkerset.informers.admission;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  /** Returns the admission policies and bindings that do without webhooks. */
  public static List<JsonObject> policies() {
    return load("policy/policies.yaml");
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
