package io.leaderworkerset.examples.simulate;

import io.leaderworkerset.observe.Ceiling;
import io.leaderworkerset.plan.Waiting;
import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.GroupState;
import io.leaderworkerset.plan.simulate.Timeline.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.annotation.Nullable;

/**
 * Draws a simulated change: groups as rows, time as columns, colours for state and revision, and
 * below it how many groups are ready, and what they use, with floor, ceiling and capacity as lines.
 */
final class TimelineSvg {
  private static final int WIDTH = 1200;
  private static final double LEFT = 126;
  private static final double RIGHT = 1044;
  private static final int MOST_RESOURCES = 2;
  private static final int LINE_LENGTH = 150;
  private static final String FLOOR = "#d7263d";
  private static final String MOST = "#5b6b7a";

  private final Simulated simulated;
  private final Timeline timeline;
  private final Svg svg = new Svg();
  private final TimeScale scale;

  private TimelineSvg(Simulated simulated) {
    this.simulated = simulated;
    this.timeline = simulated.timeline();
    this.scale = new TimeScale(timeline, simulated.model().readyAfter(), LEFT, RIGHT);
  }

  /** Returns the picture as an SVG document. */
  static String text(Simulated simulated) {
    return new TimelineSvg(simulated).draw();
  }

  private String draw() {
    header();
    legend(118);
    GroupRows rows = new GroupRows(svg, scale, simulated, 146);
    double y = rows.bottom();
    List<AmountChart> charts = new ArrayList<>();
    charts.add(new AmountChart(svg, scale, y + 50, "ready groups"));
    List<String> resources = resources();
    for (String each : resources) {
      double next = charts.get(charts.size() - 1).bottom() + 22;
      charts.add(new AmountChart(svg, scale, next, shortName(each)));
    }
    double bottom = charts.get(charts.size() - 1).bottom();
    background(146, bottom, y);
    rows.draw();
    drawReady(charts.get(0));
    for (int i = 0; i < resources.size(); i++) {
      drawUse(charts.get(i + 1), resources.get(i));
    }
    double end = footer(bottom + 30);
    return svg.document(WIDTH, (int) Math.ceil(end + 6), simulated.title());
  }

  private void header() {
    svg.text(28, 40, "font-size=\"23\" font-weight=\"bold\"", simulated.title());
    svg.text(28, 64, "font-size=\"15\" fill=\"#5b6b7a\"", simulated.numbers());
    boolean good = timeline.outcome() == Outcome.DONE && timeline.violations().isEmpty();
    svg.text(
        28,
        88,
        "font-size=\"15\" font-weight=\"bold\" fill=\"" + (good ? "#12785a" : FLOOR) + "\"",
        simulated.outcome());
  }

  private void legend(double y) {
    double x = 28;
    x = swatch(x, y, GroupRows.style(false, GroupState.READY), "old, ready");
    x = swatch(x, y, GroupRows.style(true, GroupState.READY), "new, ready");
    x = swatch(x, y, GroupRows.style(true, GroupState.STARTING), "new, starting");
    for (GroupState state : List.of(GroupState.PENDING, GroupState.TERMINATING)) {
      if (shows(state, true) || shows(state, false)) {
        String word = state == GroupState.PENDING ? "waits for room" : "being deleted";
        x = swatch(x, y, GroupRows.style(true, state), word);
      }
    }
    if (shows(GroupState.STARTING, false)) {
      x = swatch(x, y, GroupRows.style(false, GroupState.STARTING), "old, not ready");
    }
    if (!timeline.violations().isEmpty()) {
      svg.path(
          "M%s %s l8 14 h-16 z".formatted(Svg.number(x + 8), Svg.number(y - 12)),
          "fill=\"" + FLOOR + "\"");
      svg.text(x + 24, y, "", "taken although the floor needed it");
    }
  }

  private double swatch(double x, double y, String style, String text) {
    svg.rect(x, y - 12, 26, 14, style);
    svg.text(x + 34, y, "", text);
    return x + 34 + text.length() * 7 + 26;
  }

  private boolean shows(GroupState state, boolean updated) {
    return timeline.frames().stream()
        .flatMap(frame -> frame.groups().stream())
        .anyMatch(group -> group.state() == state && group.updated() == updated);
  }

  /** The times, and a hatched end if nothing happens any more. */
  private void background(double top, double bottom, double axis) {
    if (timeline.outcome() == Outcome.STALLED) {
      svg.rect(scale.end(), top - 4, RIGHT - scale.end(), bottom - top + 4, "fill=\"url(#end)\"");
    }
    double charts = axis + 40;
    for (Duration each : scale.ticks()) {
      double x = scale.x(each);
      String line = each.isZero() ? "stroke=\"#22303c\"" : "stroke=\"#e3e7eb\"";
      svg.line(x, top - 4, x, axis + 4, line);
      svg.line(x, charts, x, bottom, line);
      svg.text(
          x,
          axis + 22,
          "text-anchor=\"middle\" font-size=\"13\" fill=\"#5b6b7a\"",
          each.isZero() ? "change" : Simulated.time(each));
    }
  }

  private void drawReady(AmountChart chart) {
    chart.limit(timeline.floor(), "floor " + timeline.floor(), FLOOR, "7 4");
    chart.limit(timeline.burst(), "at most " + timeline.burst() + " groups", MOST, "2 4");
    chart.draw(frame -> frame.ready(), "#dcefe6", "#12785a");
  }

  /** Resources of which something is said: those that have a line, else the first ones. */
  private List<String> resources() {
    TreeSet<String> names = new TreeSet<>(timeline.peakResources().keySet());
    TreeSet<String> limited = new TreeSet<>(names);
    limited.removeIf(name -> capacity(name) == null && ceiling(name) == null);
    return (limited.isEmpty() ? names : limited).stream().limit(MOST_RESOURCES).toList();
  }

  @Nullable
  private Long capacity(String resource) {
    return simulated.model().capacity().get(resource);
  }

  @Nullable
  private Long ceiling(String resource) {
    Ceiling ceiling = simulated.scenario().to().ceiling();
    return ceiling == null ? null : ceiling.capacity().get(resource);
  }

  private void drawUse(AmountChart chart, String resource) {
    Long capacity = capacity(resource);
    Long ceiling = ceiling(resource);
    if (capacity != null) {
      chart.limit(capacity, "capacity " + capacity, "#22303c", "");
    }
    if (ceiling != null) {
      chart.limit(ceiling, "ceiling " + ceiling, "#8a4fbf", "7 4");
    }
    chart.draw(frame -> frame.used().getOrDefault(resource, 0L), "#e4e3f5", "#5a55a8");
  }

  /** The part of a resource's name that is said aloud: gpu of nvidia.com/gpu. */
  private static String shortName(String resource) {
    String last = resource.substring(resource.lastIndexOf('/') + 1);
    return last.length() > 12 ? last.substring(0, 12) : last;
  }

  /** Why it stalls; returns where it ends. */
  private double footer(double y) {
    double at = y;
    if (timeline.outcome() == Outcome.STALLED) {
      for (Waiting each : timeline.waiting()) {
        for (String line : wrap("waits: " + each.message())) {
          svg.text(28, at, "fill=\"" + FLOOR + "\"", line);
          at += 20;
        }
      }
    }
    return at;
  }

  private static List<String> wrap(String text) {
    List<String> out = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (line.length() + word.length() > LINE_LENGTH) {
        out.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    out.add(line.toString().stripTrailing());
    return out;
  }
}
