package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.leaderworkerset.informers.election.ShardLeases;
import io.leaderworkerset.informers.shard.Shard;
import io.leaderworkerset.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be checked of {@code deploy} without any program to render it. */
class DeploymentFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"base", "components/policies", "components/cert-manager"})
  void theManagerReadsItsConfigurationFile(String folder) {
    ManagerConfig config =
        ConfigFile.load(Deployments.FOLDER.resolve(folder).resolve("configuration.yaml"));
    assertThat(config.leaderElection().enabled()).isTrue();
    assertThat(config.webhook().enabled()).isEqualTo(!folder.contains("policies"));
    assertThat(config.certificates().enabled()).isEqualTo(folder.equals("base"));
  }

  @Test
  void theVersionIsTheSameEverywhere() throws Exception {
    String version = first("<version>([^<]+)</version>", Path.of("../pom.xml"));
    assertThat(first("newTag: (.+)", Deployments.FOLDER.resolve("base/kustomization.yaml")))
        .isEqualTo(version);
    assertThat(first("appVersion: (.+)", Deployments.FOLDER.resolve("helm/lws-manager/Chart.yaml")))
        .isEqualTo(version);
    assertThat(Files.readString(Deployments.FOLDER.resolve("Dockerfile")))
        .contains("lws-manager:" + version);
  }

  @Test
  void noRoleOfTheManagerHasAWildcardOrMoreThanItsOwnSecretAndConfigurations() throws Exception {
    for (String file :
        List.of("base/rbac.yaml", "base/rbac-webhooks.yaml", "components/shards/rbac.yaml")) {
      String text = Files.readString(Deployments.FOLDER.resolve(file));
      for (JsonObject object : Deployments.objects(text)) {
        for (JsonElement rule : Json.array(object, "rules")) {
          assertThat(rule.toString()).doesNotContain("*");
          boolean named = !Json.array(rule, "resourceNames").isEmpty();
          String verbs = Json.array(rule, "verbs").toString();
          boolean onlyCreate = verbs.equals("[\"create\"]");
          boolean sharesLook = file.contains("shards") && verbs.equals("[\"list\"]");
          if (rule.toString().matches(".*(secrets|leases|webhookconfigurations).*")) {
            assertThat(named || onlyCreate || sharesLook).as("%s", rule).isTrue();
          }
        }
      }
    }
  }

  @Test
  void theRoleOfSharesNamesTheLeasesThatTheyTake() throws Exception {
    String text = Files.readString(Deployments.FOLDER.resolve("components/shards/rbac.yaml"));
    JsonElement named = Json.array(Deployments.objects(text).get(0), "rules").get(1);
    for (int i = 0; i < 3; i++) {
      String lease = ShardLeases.leaseName("b8b2488c.x-k8s.io", Shard.of(i, 3));
      assertThat(Json.array(named, "resourceNames").get(i).getAsString()).isEqualTo(lease);
    }
    assertThat(Json.array(named, "resourceNames")).hasSize(3);
  }

  @Test
  void everyVerbOfTheManagerSaysWhy() throws Exception {
    Pattern verb = Pattern.compile("^  - (create|delete|get|list|patch|update|watch)\\b(.*)$");
    for (String file :
        List.of(
            "base/rbac.yaml",
            "base/rbac-webhooks.yaml",
            "components/volcano/rbac.yaml",
            "components/shards/rbac.yaml")) {
      for (String line : Files.readAllLines(Deployments.FOLDER.resolve(file))) {
        Matcher found = verb.matcher(line);
        if (found.matches()) {
          assertThat(found.group(2)).as("%s: %s", file, line).startsWith(" # ");
        }
      }
    }
  }

  /** With the classes of this build in the place of the jar, which is not there yet. */
  @Test
  void theJvmTakesTheFlagsOfTheImage() throws Exception {
    String file = Files.readString(Deployments.FOLDER.resolve("Dockerfile")).replace("\\\n", " ");
    Matcher entry = Pattern.compile("(?m)^ENTRYPOINT (\\[.*])$").matcher(file);
    assertThat(entry.find()).isTrue();
    List<String> command = new ArrayList<>();
    for (JsonElement each : Json.parse(entry.group(1)).getAsJsonArray()) {
      command.add(each.getAsString());
    }
    int jar = command.indexOf("-jar");
    assertThat(command.subList(jar, command.size()))
        .containsExactly("-jar", "/opt/lws/lws-manager.jar");
    command = new ArrayList<>(command.subList(0, jar));
    command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "--help"));
    assertThat(Deployments.run("", command.toArray(new String[0]))).contains("--kube-api-qps");
  }

  private static String first(String pattern, Path file) throws Exception {
    Matcher found = Pattern.compile(pattern).matcher(Files.readString(file));
    assertThat(found.find()).as("%s in %s", pattern, file).isTrue();
    return found.group(1).strip();
  }
}
