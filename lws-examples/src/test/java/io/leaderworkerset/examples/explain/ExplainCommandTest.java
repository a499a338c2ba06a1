package io.leaderworkerset.examples.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.cluster.PodBehaviour.Crash;
import io.leaderworkerset.examples.CommandRun;
import io.leaderworkerset.examples.Eventually;
import io.leaderworkerset.examples.SmallSet;
import io.leaderworkerset.informers.LeaderWorkerSetControllers;
import io.leaderworkerset.json.Json;
import io.leaderworkerset.observe.RestartSettings;
import io.leaderworkerset.testkit.EmbeddedCluster;
import io.leaderworkerset.testkit.cluster.PodMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  @TempDir private Path folder;
  private EmbeddedCluster cluster;
  private LeaderWorkerSetControllers manager;
  private String kubeconfig;

  @BeforeEach
  void start() throws IOException {
    cluster = EmbeddedCluster.start();
    kubeconfig = Files.writeString(folder.resolve("config"), cluster.kubeconfig()).toString();
    manager = LeaderWorkerSetControllers.builder(cluster.newClient()).build();
    manager.start();
  }

  @AfterEach
  void stop() {
    manager.close();
    cluster.close();
  }

  @Test
  void saysThatNothingBlocksASetThatIsAsItShouldBe() {
    SmallSet.create(cluster, "serving", 2);
    Eventually.await("the set is available", () -> SmallSet.isAvailable(cluster, "serving"));
    Eventually.await("nothing blocks it", () -> explain("default/serving").code() == 0);

    CommandRun run = explain("serving");

    assertThat(run.out())
        .contains("set default/serving: replicas 2, ready 2, maxUnavailable 1, maxSurge 0")
        .contains("nothing blocks it: the set is as it should be")
        .containsPattern("(?m)^ +0  Ready +[a-z0-9]+ +[0-9]+s +0 +2/2  node-")
        .containsPattern("(?m)^ +1  Ready ");
  }

  @Test
  void namesTheBlockersWithEvidenceAndRemedy() throws Exception {
    try (AutoCloseable failing =
        cluster
            .kubelets()
            .change(PodMatcher.named("default", "serving-1-1"), b -> b.withFailingImage("main"))) {
      SmallSet.create(cluster, "serving", 2);
      Eventually.await(
          "the image fails", () -> explain("default/serving").out().contains("IMAGE_FAILING"));

      CommandRun run = explain("default/serving");
      assertThat(run.code()).isEqualTo(ExplainCommand.BLOCKED);
      assertThat(run.out())
          .containsPattern("(?m)^group 1  IMAGE_FAILING  for [0-9]+s$")
          .contains("    seen     container main of pod serving-1-1: ")
          .contains("    unblock  an image that can be pulled")
          .containsPattern("(?m)^ +1  NotReady ");

      JsonObject json = Json.parse(explain("default/serving", "--json").out()).getAsJsonObject();
      assertThat(Json.isTrue(json, "converged")).isFalse();
      assertThat(Json.array(json, "groups")).hasSize(2);
      assertThat(Json.array(json, "blockers").toString()).contains("\"code\":\"IMAGE_FAILING\"");
    }
  }

  @Test
  void goesByTheRestartDefaultsOfTheManager() throws Exception {
    manager.close();
    manager =
        LeaderWorkerSetControllers.builder(cluster.newClient())
            .restarts(RestartSettings.STANDARD.withBudget(1))
            .build();
    manager.start();
    Crash crash = new Crash("main", 3, Duration.ofMillis(20), 1);
    try (AutoCloseable crashing =
        cluster
            .kubelets()
            .change(PodMatcher.named("default", "serving-1-1"), b -> b.withCrash(crash))) {
      SmallSet.create(cluster, "serving", 2);
      Eventually.await(
          "the budget is used up",
          () ->
              explain("serving", "--restart-budget", "1")
                  .out()
                  .contains("RESTART_BUDGET_EXHAUSTED"));

      assertThat(explain("serving").out()).doesNotContain("RESTART_BUDGET_EXHAUSTED");
      assertThat(explain("serving", "--restart-budget", "0").code())
          .isEqualTo(ExplainCommand.WRONG);
    }
  }

  @Test
  void printsWhatTheDocumentShows() throws Exception {
    try (AutoCloseable failing =
        cluster
            .kubelets()
            .change(PodMatcher.named("default", "serving-1-1"), b -> b.withFailingImage("main"))) {
      SmallSet.create(cluster, "serving", 2);
      String expected = likeInTheDocument(shownInTheDocument("explain default/serving"));
      Eventually.await(
          () -> "it says\n" + expected + "\nand not\n" + explain("default/serving").out(),
          () -> likeInTheDocument(explain("default/serving").out()).equals(expected));
    }
  }

  @Test
  void saysWhatAnotherVersionWouldRoll() throws Exception {
    SmallSet.create(cluster, "serving", 2);
    Eventually.await("the set is available", () -> SmallSet.isAvailable(cluster, "serving"));
    Eventually.await("nothing blocks it", () -> explain("default/serving").code() == 0);

    CommandRun same = explain("default/serving", "--upgrade");
    assertThat(same.code()).isZero();
    assertThat(same.out())
        .isEqualTo(
            "set default/serving: what this version would do to its groups\n"
                + "groups 0 to 1: nothing\n");

    manager.close(); // as a manager that reads the spec in another way has left it
    String sets = "leaderworkersets.leaderworkerset.x-k8s.io";
    JsonObject changed = cluster.api().get(sets, "default", "serving").deepCopy();
    Json.array(changed, "spec", "leaderWorkerTemplate", "workerTemplate", "spec", "containers")
        .get(0)
        .getAsJsonObject()
        .addProperty("image", "serving:2");
    cluster.api().update(sets, changed);

    CommandRun other = explain("default/serving", "--upgrade");
    assertThat(other.code()).isEqualTo(ExplainCommand.ROLLS);
    assertThat(likeInTheDocument(other.out()))
        .isEqualTo(likeInTheDocument(shownInTheDocument("explain default/serving --upgrade")));
    JsonObject json =
        Json.parse(explain("default/serving", "--upgrade", "--json").out()).getAsJsonObject();
    assertThat(Json.isTrue(json, "rolls")).isTrue();
    assertThat(Json.array(json, "groups").toString())
        .contains("\"index\":1")
        .contains("\"effect\":\"RECREATE\"");
  }

  private static String shownInTheDocument(String arguments) throws IOException {
    String text = Files.readString(CommandRun.file("docs/planning.md"));
    String command = "$ java -jar lws-manager.jar " + arguments + "\n";
    int start = text.indexOf(command) + command.length();
    return text.substring(start, text.indexOf("```", start));
  }

  /** Without what differs from run to run: ages, revisions, nodes, the step of a pull back-off. */
  private static String likeInTheDocument(String text) {
    return text.replaceAll("\\b[0-9]+[sm]\\b", "AGE")
        .replaceAll("\\b[a-z0-9]{8,10}\\b(?= +AGE|$)", "REVISION")
        .replaceAll("(?m)revision [a-z0-9]+(?=$|:)", "revision REVISION")
        .replaceAll("node-[0-9]", "NODE")
        .replaceAll("ErrImagePull|ImagePullBackOff", "PULL")
        .replaceAll(" +", " ");
  }

  @Test
  void saysWhatIsWrongWithItsInput() {
    assertThat(explain("default/other"))
        .isEqualTo(
            new CommandRun(
                ExplainCommand.UNREADABLE,
                "",
                "lws-manager explain: there is no LeaderWorkerSet other in namespace default\n"));
    assertThat(explain("a/b/c").code()).isEqualTo(ExplainCommand.WRONG);
    assertThat(CommandRun.of("explain", "serving", "--kubeconfig", "none").code())
        .isEqualTo(ExplainCommand.WRONG);
  }

  private CommandRun explain(String set, String... more) {
    String[] args = new String[4 + more.length];
    args[0] = "explain";
    args[1] = set;
    args[2] = "--kubeconfig";
    args[3] = kubeconfig;
    System.arraycopy(more, 0, args, 4, more.length);
    return CommandRun.of(args);
  }
}
