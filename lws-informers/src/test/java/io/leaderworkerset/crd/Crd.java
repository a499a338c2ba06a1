package io.leaderworkerset.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.crd.RawClient.Answer;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Installs the committed definition as a user does. */
final class Crd {
  static final Path FILE =
      Path.of("../lws-core/src/main/resources/io/leaderworkerset/crd/leaderworkersets.yaml");

  private static final String PATH =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
          + "leaderworkersets.leaderworkerset.x-k8s.io";

  private Crd() {}

  /** Applies the file, waits until it is served and said so; returns its conditions. */
  static List<String> install(RawClient client) throws IOException {
    Answer installed =
        client.send(
            "PATCH",
            PATH + "?fieldManager=install",
            "application/apply-patch+yaml",
            Files.readString(FILE));
    assertThat(installed.code()).as("%s", installed.body()).isEqualTo(201);
    while (client.get("/apis/leaderworkerset.x-k8s.io/v1/leaderworkersets").code() != 200
        || !conditions(client).contains("Established=True")) {
      assertThat(conditions(client)).doesNotContain("NonStructuralSchema=True");
    }
    return conditions(client);
  }

  private static List<String> conditions(RawClient client) throws IOException {
    JsonObject definition = client.get(PATH).body();
    List<String> conditions = new ArrayList<>();
    for (JsonElement condition : Json.array(definition, "status", "conditions")) {
      conditions.add(Json.string(condition, "type") + "=" + Json.string(condition, "status"));
    }
    return conditions;
  }
}
