package io.leaderworkerset.examples.manager;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlaneBinaries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What is under {@code deploy}, as kubectl and helm render it. */
final class Deployments {
  static final Path FOLDER = Path.of("deploy");

  /** Names the helm to render the chart with. */
  static final String HELM = "LWS_HELM";

  private Deployments() {}

  /** Returns the objects of a kustomization, such as {@code base}. */
  static List<JsonObject> kustomize(String folder) throws Exception {
    return objects(run("", kubectl(), "kustomize", FOLDER.resolve(folder).toString()));
  }

  /** Returns the objects of the chart in a namespace, with these flags. */
  static List<JsonObject> helm(String namespace, String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(helm().orElseThrow());
    command.addAll(List.of("template", "lws", FOLDER.resolve("helm/lws-manager").toString()));
    command.addAll(List.of("--namespace", namespace, "--kube-version", "1.36.0"));
    command.addAll(List.of(flags));
    return objects(run("", command.toArray(new String[0])));
  }

  static Optional<String> helm() {
    return Optional.ofNullable(System.getenv(HELM)).filter(each -> !each.isBlank());
  }

  /** Comes with the control plane, and with the assets of {@code setup-envtest}. */
  static String kubectl() {
    return ControlPlaneBinaries.find().orElseThrow().folder().resolve("kubectl").toString();
  }

  /** Returns the objects of a YAML text; large ones too. */
  static List<JsonObject> objects(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(64 << 20);
    List<JsonObject> out = new ArrayList<>();
    for (Object each : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
      if (each != null) {
        out.add(new Gson().toJsonTree(each).getAsJsonObject());
      }
    }
    return out;
  }

  /** Returns the objects as one text that kubectl applies. */
  static String text(List<JsonObject> objects) {
    JsonObject list = new JsonObject();
    list.addProperty("apiVersion", "v1");
    list.addProperty("kind", "List");
    list.add("items", new Gson().toJsonTree(objects));
    return list.toString();
  }

  static List<JsonObject> ofKind(List<JsonObject> objects, String kind) {
    return objects.stream().filter(each -> kind.equals(Json.string(each, "kind"))).toList();
  }

  /** Runs a command with an input; what it prints is returned, what it complains of is thrown. */
  static String run(String input, String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("deployment", ".out");
    Path err = Files.createTempFile("deployment", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + " did not end");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(err));
      }
      return Files.readString(out);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }
}
