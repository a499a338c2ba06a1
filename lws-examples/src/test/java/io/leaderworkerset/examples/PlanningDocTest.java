package io.leaderworkerset.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/planning.md print what it says, and draw the picture that it shows. */
class PlanningDocTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```console\n(.*?)```");
  private static final Pattern COMMAND =
      Pattern.compile(
          "java -jar lws-manager.jar (?<args>[^|;]*[^|; ])(?: \\| tail -(?<tail>\\d+))?"
              + "(?<code>; echo \"exit code \\$\\?\")?");
  private static final String PICTURE = "docs/images/simulate.svg";

  @TempDir private Path folder;

  /** A command as the document has it, and what it prints there. */
  private record Shown(String command, List<String> output) {}

  @Test
  void printsWhatTheDocumentShows() throws IOException {
    List<Shown> all = shown(Files.readString(CommandRun.file("docs/planning.md")));

    assertThat(all).hasSizeGreaterThanOrEqualTo(6);
    for (Shown each : all) {
      assertThat(run(each.command())).as(each.command()).isEqualTo(each.output());
    }
    assertThat(Files.readString(folder.resolve("simulate.svg")))
        .as("the picture is what the command draws")
        .isEqualTo(Files.readString(CommandRun.file(PICTURE)));
  }

  private static List<Shown> shown(String text) {
    List<Shown> out = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      for (String each : ("\n" + blocks.group(1)).split("\n\\$ ")) {
        if (!each.isBlank()) {
          List<String> lines = Arrays.asList(each.stripTrailing().split("\n"));
          out.add(new Shown(lines.get(0), lines.subList(1, lines.size())));
        }
      }
    }
    return out;
  }

  private List<String> run(String command) {
    Matcher parts = COMMAND.matcher(command);
    assertThat(parts.matches()).as(command).isTrue();
    String[] args =
        Arrays.stream(parts.group("args").split(" ")).map(this::here).toArray(String[]::new);
    CommandRun run = CommandRun.of(args);
    assertThat(run.err()).isEmpty();
    List<String> lines = new ArrayList<>(Arrays.asList(run.out().stripTrailing().split("\n")));
    if (parts.group("tail") != null) {
      int tail = Integer.parseInt(parts.group("tail"));
      lines = lines.subList(Math.max(0, lines.size() - tail), lines.size());
    }
    if (parts.group("code") != null) {
      lines.add("exit code " + run.code());
    }
    return lines;
  }

  /** Files of the repository are found from anywhere; what is written goes to the test's folder. */
  private String here(String argument) {
    if (argument.equals(PICTURE)) {
      return folder.resolve("simulate.svg").toString();
    }
    return argument.startsWith("docs/") ? CommandRun.file(argument).toString() : argument;
  }
}
