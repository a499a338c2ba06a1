package io.leaderworkerset.examples.manager;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback without a file: one line for each event on the standard error stream. Lines of
 * work on a set carry {@code set}, {@code group} and {@code reconcile}.
 *
 * <p>Found by Logback as a service, so that whatever is logged before the flags are read looks the
 * same.
 */
public final class ManagerLogging extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level %logger{0} - %msg"
          + "%replace( [%mdc]){' \\[\\]', ''}%n";

  /** Those that say more than is of use. */
  private static final Map<String, Level> OTHERS =
      Map.of(
          // One line for each list and watch that is begun.
          "io.kubernetes.client.informer", Level.WARN,
          // A stack trace for each informer that is stopped, and nothing else that is of use: what
          // fails inside an informer of this library is logged by the library.
          "io.kubernetes.client.informer.cache.Controller", Level.OFF,
          "io.kubernetes.client.informer.cache.ProcessorListener", Level.OFF);

  /** Made by Logback. */
  public ManagerLogging() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    install(context, false, Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * Logs in this way from now on.
   *
   * @param json one JSON object a line; else text for people
   * @param level the least to be logged
   */
  static void use(boolean json, Level level) {
    install((LoggerContext) LoggerFactory.getILoggerFactory(), json, level);
  }

  private static void install(LoggerContext context, boolean json, Level level) {
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(started(json ? json() : text(), context));
    console.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(console);
    OTHERS.forEach((name, least) -> context.getLogger(name).setLevel(least));
  }

  private static Encoder<ILoggingEvent> started(
      Encoder<ILoggingEvent> encoder, LoggerContext context) {
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    return encoder;
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithMessage(false); // the text with its values in place is there
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }
}
