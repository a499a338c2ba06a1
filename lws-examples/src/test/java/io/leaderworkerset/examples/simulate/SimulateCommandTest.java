package io.leaderworkerset.examples.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.leaderworkerset.examples.CommandRun;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class SimulateCommandTest {
  @TempDir private Path folder;

  @Test
  void endsWellForAnOrdinaryRollout() {
    CommandRun run = simulate("--from", file("vllm"), "--to", file("vllm-next"));

    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("groups 0-3: recreated")
        .contains("differs: leaderWorkerTemplate.workerTemplate.spec.containers[vllm].image")
        .contains("done after 15m; fewest ready 3, floor 3; at most 5 groups, 10 pods, 80 nvidia");
  }

  @Test
  void refusesGroupsThatThereAreNot() {
    CommandRun old = simulate("--from", file("no-surge"), "--broken", "14");
    CommandRun next = simulate("--from", file("no-surge"), "--broken-new", "4");

    assertThat(old.code()).isEqualTo(SimulateCommand.WRONG);
    assertThat(old.err()).contains("--broken: there is no group 14; groups are 0 to 3");
    assertThat(next.err()).contains("--broken-new: there is no group 4");
    assertThat(simulate("--from", file("no-surge"), "--slower", "-1=2m").err())
        .contains("--slower: there is no group -1");
  }

  /** Defect 7 of the reference. */
  @Test
  void showsTheStallOfTheReferenceAndOurCure() {
    CommandRun reference =
        simulate("--from", file("no-surge"), "--broken", "1", "--rules", "reference");
    CommandRun safe = simulate("--from", file("no-surge"), "--broken", "1");

    assertThat(reference.code()).isEqualTo(SimulateCommand.STALLED);
    assertThat(reference.out())
        .contains("stalls after 0s; fewest ready 3, floor 3")
        .contains("waits: the rollout to revision new waits at partition 4: groups [1]");
    assertThat(safe.code()).isZero();
    assertThat(safe.out()).contains("Replacing groups [1]").contains("fewest ready 3, floor 3");
  }

  /** Defect 8 of the reference. */
  @Test
  void showsTheBrokenFloorOfTheReferenceAndOurCure() {
    List<String> slow =
        List.of(
            "--from",
            file("more-surge"),
            "--ready-after",
            "1m",
            "--gone-after",
            "57s",
            "--slower",
            "0=42s,3=294s,5=273s,6=173s",
            "--max-unavailable-gate");
    List<String> byReference = new ArrayList<>(slow);
    byReference.addAll(List.of("--rules", "reference"));

    CommandRun reference = simulate(byReference.toArray(String[]::new));
    assertThat(reference.code()).isEqualTo(SimulateCommand.FLOOR_BROKEN);
    assertThat(reference.out()).contains("floor broken: at 1m57s group 7 is taken");
    assertThat(simulate(slow.toArray(String[]::new)).code()).isZero();
  }

  @Test
  void staysUnderACeilingWhereItWouldWaitForHardware() {
    String[] change = {
      "--from", file("two-large"), "--to", file("four-small"), "--capacity", "nvidia.com/gpu=32"
    };
    String[] under = new String[change.length + 2];
    System.arraycopy(change, 0, under, 0, change.length);
    under[change.length] = "--ceiling";
    under[change.length + 1] = "nvidia.com/gpu=32";

    assertThat(simulate(change).code()).isEqualTo(SimulateCommand.STALLED);
    assertThat(simulate(under).code()).isZero();
  }

  @Test
  void refusesAChangeThatTheServerWouldRefuse() throws IOException {
    Path to = folder.resolve("to.yaml");
    String text = Files.readString(Path.of(file("vllm")));
    Files.writeString(to, text.replace("size: 2", "size: 0"));

    CommandRun run = simulate("--from", file("vllm"), "--to", to.toString());

    assertThat(run.code()).isEqualTo(SimulateCommand.REFUSED);
    assertThat(run.out())
        .contains("groups 0-3: refused, pods stay")
        .contains("refused: spec.leaderWorkerTemplate.size: Invalid value: 0");
  }

  @Test
  void printsJson() {
    CommandRun run = simulate("--from", file("no-surge"), "--json");

    JsonObject json = Json.parse(run.out()).getAsJsonObject();
    assertThat(Json.string(json, "outcome")).isEqualTo("DONE");
    assertThat(Json.integer(json, "fewestReady")).isEqualTo(3);
    assertThat(Json.array(json, "steps").size()).isGreaterThan(10);
  }

  @Test
  void drawsAPictureThatIsWellFormed() throws Exception {
    Path svg = folder.resolve("timeline.svg");

    CommandRun run = simulate("--from", file("no-surge"), "--broken", "1", "--svg", svg.toString());

    assertThat(run.code()).isZero();
    Document document =
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(svg.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    NodeList texts = document.getElementsByTagName("text");
    List<String> words = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      words.add(texts.item(i).getTextContent());
    }
    assertThat(words)
        .contains("Rolling update of vllm: 4 groups of 2 pods", "group 0", "group 3", "floor 3");
  }

  @Test
  void saysWhatIsWrongWithItsInput() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "spec: {replicas: many}\n");

    assertThat(simulate("--from", folder.resolve("none.yaml").toString()))
        .satisfies(
            run -> {
              assertThat(run.code()).isEqualTo(SimulateCommand.UNREADABLE);
              assertThat(run.err()).contains("none.yaml");
            });
    assertThat(simulate("--from", broken.toString()))
        .satisfies(
            run -> {
              assertThat(run.code()).isEqualTo(SimulateCommand.WRONG);
              assertThat(run.err()).contains("broken.yaml: line 1, column 1: apiVersion");
            });
    assertThat(simulate("--from", file("vllm"), "--capacity", "many"))
        .satisfies(
            run -> {
              assertThat(run.code()).isEqualTo(SimulateCommand.WRONG);
              assertThat(run.err()).contains("--capacity must be amounts by resource");
            });
    assertThat(simulate("--from", file("vllm"), "--slower", "1=soon").code())
        .isEqualTo(SimulateCommand.WRONG);
    assertThat(simulate().code()).isEqualTo(2);
  }

  private static CommandRun simulate(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "simulate";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandRun.of(all);
  }

  private static String file(String name) {
    return CommandRun.file("docs/examples/" + name + ".yaml").toString();
  }
}
