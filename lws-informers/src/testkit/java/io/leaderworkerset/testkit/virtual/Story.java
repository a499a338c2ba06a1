package io.leaderworkerset.testkit.virtual;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What happened in a run, by time.
 *
 * @param lines one for each thing that happened
 */
public record Story(List<Line> lines) {
  /** Copies the list. */
  public Story {
    lines = List.copyOf(lines);
  }

  /**
   * One thing that happened.
   *
   * @param at when, since the start
   * @param actor who did it: user, a controller, a kubelet, a manager, a watch
   * @param text what
   */
  public record Line(Duration at, String actor, String text) {}

  static String time(Duration at) {
    return String.format(Locale.ROOT, "%9.3f s", at.toNanos() / 1e9);
  }

  /** Returns the story as a timeline: time, actor and what happened, a line each. */
  @Override
  public String toString() {
    int width = lines.stream().mapToInt(l -> l.actor().length()).max().orElse(0);
    StringBuilder out = new StringBuilder();
    for (Line line : lines) {
      out.append(time(line.at())).append("  ").append(line.actor());
      out.append(" ".repeat(width - line.actor().length())).append("  ");
      out.append(line.text()).append('\n');
    }
    return out.toString();
  }
}
