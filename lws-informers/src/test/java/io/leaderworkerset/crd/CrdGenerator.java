package io.leaderworkerset.crd;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Makes the CustomResourceDefinition from {@code skeleton.yaml} and the OpenAPI document of a real
 * API server. To write it anew, for example for a new Kubernetes version:
 *
 * <pre>
 * KUBEBUILDER_ASSETS=$(.ci/control-plane/build.sh | tail -1) \
 *   mvn -pl lws-informers -am test -Dtest=CrdTest -Dlws.crd.write=true \
 *       -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
final class CrdGenerator {
  private static final String PLACEHOLDER = "x-generated-from";
  private static final String HEADER =
      "# Made by CrdGenerator from skeleton.yaml (both in the tests of lws-informers) and the API"
          + " server's\n# OpenAPI. Do not edit. Install: kubectl apply --server-side -f"
          + " leaderworkersets.yaml\n";

  private CrdGenerator() {}

  /** Returns the definition. */
  static JsonObject generate(JsonObject openApi) {
    return fill(skeleton(), new StructuralSchemas(openApi)).getAsJsonObject();
  }

  /** Returns the definition as the text of the file. */
  static String text(JsonObject definition) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    Representer representer = new Representer(options);
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()), representer, options);
    Object plain =
        new Gson()
            .newBuilder()
            .setObjectToNumberStrategy(com.google.gson.ToNumberPolicy.LONG_OR_DOUBLE)
            .create()
            .fromJson(definition, Map.class);
    return HEADER + yaml.dump(plain);
  }

  /** Reads the text of a file. */
  static JsonObject parse(Reader reader) {
    Object plain = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
    return new Gson().toJsonTree(plain).getAsJsonObject();
  }

  private static JsonObject skeleton() {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(CrdGenerator.class.getResourceAsStream("skeleton.yaml")),
            StandardCharsets.UTF_8)) {
      return parse(reader);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read skeleton.yaml", e);
    }
  }

  private static JsonElement fill(JsonElement node, StructuralSchemas schemas) {
    if (node.isJsonArray()) {
      JsonArray filled = new JsonArray();
      node.getAsJsonArray().forEach(item -> filled.add(fill(item, schemas)));
      return filled;
    }
    if (!node.isJsonObject()) {
      return node;
    }
    JsonObject filled = new JsonObject();
    node.getAsJsonObject().asMap().forEach((name, value) -> filled.add(name, fill(value, schemas)));
    JsonElement type = filled.remove(PLACEHOLDER);
    if (type != null) {
      String description = Json.string(filled, "description");
      schemas.of(type.getAsString()).asMap().forEach(filled::add);
      if (description != null) {
        filled.addProperty("description", description);
      }
    }
    return filled;
  }
}
