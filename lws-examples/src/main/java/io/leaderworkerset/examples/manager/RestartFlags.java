package io.leaderworkerset.examples.manager;

import io.leaderworkerset.observe.RestartBackoff;
import io.leaderworkerset.observe.RestartSettings;
import java.time.Duration;
import javax.annotation.Nullable;
import picocli.CommandLine.Option;

/** What holds of restarts where a set's annotations say nothing. */
public final class RestartFlags {
  @Option(
      names = "--restart-backoff",
      converter = GoDurations.class,
      defaultValue = "10s",
      description =
          "How long a group waits that fails a second time; it doubles with each further one. 0s for"
              + " never, as the Go manager. Default: ${DEFAULT-VALUE}")
  private Duration backoff = Duration.ofSeconds(10);

  @Option(
      names = "--restart-backoff-max",
      converter = GoDurations.class,
      defaultValue = "5m",
      description = "The longest such wait. Default: ${DEFAULT-VALUE}")
  private Duration longest = Duration.ofMinutes(5);

  @Option(
      names = "--restart-forget-after",
      converter = GoDurations.class,
      defaultValue = "10m",
      description = "Ready for so long, a group starts anew. Default: ${DEFAULT-VALUE}")
  private Duration forgetAfter = Duration.ofMinutes(10);

  @Option(
      names = "--restart-budget",
      paramLabel = "<count>",
      description =
          "Failures of a group that are answered by a restart; then it is kept for inspection."
              + " Default: no limit")
  private @Nullable Integer budget;

  /** Made by picocli. */
  public RestartFlags() {}

  /**
   * Returns the settings.
   *
   * @throws ConfigException if a value is out of its range
   */
  public RestartSettings settings() {
    try {
      RestartBackoff waits =
          backoff.isZero()
              ? RestartBackoff.NONE
              : new RestartBackoff(backoff, longest, RestartBackoff.STANDARD.jitter());
      return RestartSettings.STANDARD
          .withBackoff(waits)
          .withForgetAfter(forgetAfter)
          .withBudget(budget);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--restart-…: " + e.getMessage(), e);
    }
  }
}
