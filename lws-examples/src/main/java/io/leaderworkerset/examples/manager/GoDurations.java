package io.leaderworkerset.examples.manager;

import io.leaderworkerset.json.GoDuration;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations of the command line and the configuration file, as {@link GoDuration} reads them. */
public final class GoDurations implements ITypeConverter<Duration> {
  /** Made by picocli. */
  public GoDurations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if it is none, or longer than 292 years
   */
  static Duration parse(String text) {
    return GoDuration.parse(text);
  }

  @Override
  public Duration convert(String value) {
    try {
      return parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
