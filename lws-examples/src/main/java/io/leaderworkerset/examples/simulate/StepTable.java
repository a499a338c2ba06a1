package io.leaderworkerset.examples.simulate;

import io.leaderworkerset.manifest.change.Impact;
import io.leaderworkerset.manifest.change.Impact.Effect;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.Frame;
import io.leaderworkerset.plan.simulate.Timeline.Violation;
import java.util.List;

/** A simulated change as text. */
final class StepTable {
  private static final String ROW = "%%6s  %%5s  %%7s  %%9s  %%8s  %%-%ds  %%s";

  private StepTable() {}

  static String text(Simulated simulated) {
    StringBuilder out = new StringBuilder();
    out.append(simulated.title()).append("; ").append(simulated.numbers()).append('\n');
    impact(simulated, out);
    if (!simulated.change().impact().refused().isEmpty()) {
      return out.toString();
    }
    Timeline timeline = simulated.timeline();
    int width = Math.max(6, timeline.rows());
    String row = ROW.formatted(width);
    out.append('\n');
    out.append(
        row.formatted("time", "ready", "updated", "partition", "replicas", "groups", "step"));
    out.append('\n');
    for (Frame frame : timeline.frames()) {
      out.append(
          row.formatted(
                  Simulated.time(frame.at()),
                  frame.ready(),
                  frame.updated(),
                  frame.partition(),
                  frame.replicas(),
                  letters(frame, timeline.rows()),
                  frame.event())
              .stripTrailing());
      out.append('\n');
    }
    out.append("groups: r ready, s starting or not ready, p pending, t terminating, - missing;");
    out.append(" new ones in capitals\n\n");
    end(simulated, out);
    return out.toString();
  }

  private static void impact(Simulated simulated, StringBuilder out) {
    Impact impact = simulated.change().impact();
    for (Effect effect : Effect.values()) {
      List<Integer> indexes = impact.indexes(effect);
      if (!indexes.isEmpty()) {
        out.append(indexes.size() == 1 ? "group " : "groups ");
        out.append(ranges(indexes)).append(": ");
        out.append(words(effect, simulated)).append('\n');
      }
    }
    simulated.change().changed().forEach(field -> out.append("  differs: " + field + "\n"));
    impact.refused().forEach(why -> out.append("  refused: " + why + "\n"));
  }

  private static String words(Effect effect, Simulated simulated) {
    return effect == Effect.NONE && simulated.scenario().newTemplate()
        ? "recreated (another template)"
        : effect.words();
  }

  /** Indexes with runs joined, such as 0-2, 5. */
  static String ranges(List<Integer> indexes) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < indexes.size(); ) {
      int end = i;
      while (end + 1 < indexes.size() && indexes.get(end + 1) == indexes.get(end) + 1) {
        end++;
      }
      out.append(out.length() == 0 ? "" : ", ").append(indexes.get(i));
      if (end > i) {
        out.append('-').append(indexes.get(end));
      }
      i = end + 1;
    }
    return out.toString();
  }

  static String letters(Frame frame, int width) {
    char[] groups = "-".repeat(width).toCharArray();
    for (Timeline.Group group : frame.groups()) {
      char letter = group.state().name().charAt(0);
      groups[group.index()] = group.updated() ? letter : Character.toLowerCase(letter);
    }
    return new String(groups);
  }

  private static void end(Simulated simulated, StringBuilder out) {
    Timeline timeline = simulated.timeline();
    out.append(simulated.outcome()).append('\n');
    for (Violation each : timeline.violations()) {
      out.append("  floor broken: at " + Simulated.time(each.at()) + " group " + each.group());
      out.append(" is taken and leaves " + each.ready() + " ready\n");
    }
    if (timeline.outcome() == Timeline.Outcome.STALLED) {
      for (Waiting each : timeline.waiting()) {
        out.append("  waits: " + each.message() + "\n");
      }
    }
  }
}
