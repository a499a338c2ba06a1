package io.leaderworkerset.examples;

import io.leaderworkerset.examples.manager.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * A command of {@code lws-manager.jar}, run in this process.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it printed of errors
 */
public record CommandRun(int code, String out, String err) {
  /** Runs a command to its end. */
  public static CommandRun of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = line.execute(args);
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** Returns a file of the repository, wherever the tests are started. */
  public static Path file(String path) {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("docs/planning.md"))) {
      here = here.getParent();
    }
    if (here == null) {
      throw new IllegalStateException("no docs/planning.md above " + Path.of("").toAbsolutePath());
    }
    return here.resolve(path);
  }
}
