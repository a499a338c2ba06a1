package io.leaderworkerset.examples.manager;

import ch.qos.logback.classic.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** The flags of logging, with the names of the Go manager. */
final class LogFlags {
  private static final Map<String, Level> LEVELS =
      Map.of(
          "panic", Level.ERROR,
          "error", Level.ERROR,
          "warn", Level.WARN,
          "info", Level.INFO,
          "debug", Level.DEBUG);

  @Option(
      names = "--zap-encoder",
      paramLabel = "<form>",
      description = "json, one object a line, or console, for people. Default: console")
  private @Nullable String encoder;

  @Option(
      names = "--zap-log-level",
      paramLabel = "<level>",
      description =
          "error, warn, info, debug, or a number: 1 is debug, more is all. Default: info, or debug"
              + " with --zap-devel")
  private @Nullable String level;

  @Option(
      names = "--zap-devel",
      arity = "0..1",
      fallbackValue = "true",
      description = "Logs as developers want it: debug.")
  private boolean devel;

  @Option(
      names = {"--zap-stacktrace-level", "--zap-time-encoding"},
      hidden = true,
      description = "Taken for the sake of the Go manager's deployments; without effect.")
  private @Nullable List<String> unused;

  LogFlags() {}

  /**
   * Logs as the flags say from now on.
   *
   * @throws ConfigException if one of them is wrong
   */
  void apply() {
    String form = encoder == null ? "console" : encoder;
    if (!form.equals("json") && !form.equals("console")) {
      throw new ConfigException("--zap-encoder must be json or console, is " + form);
    }
    ManagerLogging.use(form.equals("json"), level());
  }

  private Level level() {
    String text = level;
    if (text == null) {
      return devel ? Level.DEBUG : Level.INFO;
    }
    if (text.matches("[0-9]{1,9}")) {
      int verbosity = Integer.parseInt(text);
      return verbosity == 0 ? Level.INFO : verbosity == 1 ? Level.DEBUG : Level.TRACE;
    }
    Level found = LEVELS.get(text.toLowerCase(Locale.ROOT));
    if (found == null) {
      throw new ConfigException(
          "--zap-log-level must be error, warn, info, debug or a number from 0, is " + text);
    }
    return found;
  }
}
