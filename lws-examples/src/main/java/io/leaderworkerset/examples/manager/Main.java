package io.leaderworkerset.examples.manager;

import ch.qos.logback.classic.Level;
import io.leaderworkerset.examples.bench.BenchCommand;
import io.leaderworkerset.examples.demo.DemoCommand;
import io.leaderworkerset.examples.explain.ExplainCommand;
import io.leaderworkerset.examples.simulate.SimulateCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code lws-manager.jar}. */
@Command(
    name = "lws-manager",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "LeaderWorkerSet: groups of pods as a unit of replication.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      BenchCommand.class,
      SimulateCommand.class,
      ExplainCommand.class
    })
public final class Main {
  private static final List<String> QUIET = List.of("demo", "explain", "simulate");

  /** Made by picocli. */
  public Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String... args) {
    if (args.length > 0 && QUIET.contains(args[0])) {
      ManagerLogging.use(false, Level.ERROR); // what they print says what happens
    } else if (List.of(args).contains("bench")) {
      ManagerLogging.use(false, Level.WARN);
    }
    System.exit(commandLine().execute(args));
  }

  /** Returns the command line, to be run in a process that goes on. */
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true); // the last one counts, as with Go's flags
  }
}
