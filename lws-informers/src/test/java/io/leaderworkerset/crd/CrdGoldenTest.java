package io.leaderworkerset.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.crd.RawClient.Answer;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.testkit.controlplane.ControlPlane;
import io.leaderworkerset.testkit.controlplane.ControlPlaneExtension;
import io.leaderworkerset.testkit.controlplane.ControlPlaneOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The definition alone, without any webhook, on the vectors of the reference's webhook and on
 * objects that the reference has left.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdGoldenTest {
  @RegisterExtension
  static final ControlPlaneExtension EXTENSION =
      ControlPlaneExtension.ofItsOwn(ControlPlaneOptions.defaults().apiServerOnly());

  private static final String GROUP = "/apis/leaderworkerset.x-k8s.io/v1/namespaces/";

  /** What a definition cannot say: its rules do not see annotations. */
  private static final String NEEDS_A_POLICY =
      "metadata.annotations.leaderworkerset.sigs.k8s.io/subgroup-exclusive-topology";

  /** Never arrives at validation: the definition's default takes the place of null. */
  private static final String DEFAULTED = "cannot set subdomainPolicy as null";

  private RawClient client;

  @BeforeAll
  void install(ControlPlane plane) throws IOException {
    client = new RawClient(plane);
    Crd.install(client);
  }

  @Test
  void admitsAndRefusesAsTheReferencesWebhook() throws IOException {
    List<String> wrong = new ArrayList<>();
    int cases = 0;
    for (String line : Files.readAllLines(golden("validation.jsonl"))) {
      JsonObject vector = Json.parse(line).getAsJsonObject();
      boolean refused = isRefused(Json.array(vector, "out", "errors"));
      Answer answer = submit(Json.object(vector, "in"));
      cases++;
      if (refused != (answer.code() == 422)) {
        wrong.add(
            Json.string(vector, "case")
                + ": wanted "
                + Json.array(vector, "out", "errors")
                + ", got "
                + answer.code()
                + " "
                + (answer.code() < 300 ? "" : answer.body()));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(cases).isPositive();
  }

  @Test
  void keepsWhatTheReferenceHasStored() throws IOException {
    JsonElement list = Json.parse(Files.readString(golden("takeover.json")));
    int sets = 0;
    for (JsonElement item : Json.array(list, "items")) {
      if (!"LeaderWorkerSet".equals(Json.string(item, "kind"))) {
        continue;
      }
      JsonObject set = item.getAsJsonObject().deepCopy();
      Json.object(set, "metadata").keySet().retainAll(List.of("name", "namespace", "annotations"));
      createNamespace(Json.string(set, "metadata", "namespace"));
      Answer stored = client.create(path(set), set);
      assertThat(stored.code()).as("%s", stored.body()).isEqualTo(201);
      assertThat(stored.body().get("spec")).isEqualTo(set.get("spec"));
      String name = path(set) + "/" + Json.string(set, "metadata", "name");
      stored.body().add("status", set.get("status"));
      Answer status = client.update(name + "/status", stored.body());
      assertThat(status.body().get("status")).isEqualTo(set.get("status"));
      sets++;
    }
    assertThat(sets).isPositive();
  }

  private static boolean isRefused(JsonArray errors) {
    for (JsonElement error : errors) {
      if (!NEEDS_A_POLICY.equals(Json.string(error, "field"))
          && !DEFAULTED.equals(Json.string(error, "detail"))) {
        return true;
      }
    }
    return false;
  }

  private Answer submit(JsonObject input) throws IOException {
    JsonObject wanted = Json.object(input, "new").deepCopy();
    createNamespace(Json.string(wanted, "metadata", "namespace"));
    if (!input.has("old")) {
      return client.create(path(wanted) + "?dryRun=All", wanted);
    }
    JsonObject old = Json.object(input, "old").deepCopy();
    // Some vectors change the name too, which no server lets through to validation.
    Json.object(old, "metadata").add("name", Json.at(wanted, "metadata", "name"));
    Answer stored = client.create(path(old), old);
    if (stored.code() == 422) {
      return client.create(path(wanted) + "?dryRun=All", wanted); // old could never be there
    }
    assertThat(stored.code()).as("%s", stored.body()).isEqualTo(201);
    String name = path(old) + "/" + Json.string(old, "metadata", "name");
    Json.object(wanted, "metadata")
        .addProperty("resourceVersion", Json.string(stored.body(), "metadata", "resourceVersion"));
    try {
      return client.update(name + "?dryRun=All", wanted);
    } finally {
      client.delete(name);
    }
  }

  private void createNamespace(String name) throws IOException {
    JsonObject namespace = new JsonObject();
    namespace.addProperty("apiVersion", "v1");
    namespace.addProperty("kind", "Namespace");
    Json.ensureObject(namespace, "metadata").addProperty("name", name);
    assertThat(client.create("/api/v1/namespaces", namespace).code()).isIn(201, 409);
  }

  private static String path(JsonObject set) {
    return GROUP + Json.string(set, "metadata", "namespace") + "/leaderworkersets";
  }

  private static Path golden(String name) {
    String other = System.getProperty("lws.golden.dir", "");
    Path folder = Path.of(other.isBlank() ? "../lws-core/src/test/resources/golden" : other);
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "no vectors in " + folder + "; name them with -Dlws.golden.dir");
    return folder.resolve(name);
  }
}
