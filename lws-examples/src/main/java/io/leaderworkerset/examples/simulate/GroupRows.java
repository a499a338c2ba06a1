package io.leaderworkerset.examples.simulate;

import io.leaderworkerset.plan.simulate.Timeline;
import io.leaderworkerset.plan.simulate.Timeline.Group;
import io.leaderworkerset.plan.simulate.Timeline.GroupState;
import io.leaderworkerset.plan.simulate.Timeline.Violation;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** The upper part of the picture: each group a row, its states in colours. */
final class GroupRows {
  private static final int ROOM = 330;

  private final Svg svg;
  private final TimeScale scale;
  private final Timeline timeline;
  private final int replicas;
  private final double top;
  private final double row;

  GroupRows(Svg svg, TimeScale scale, Simulated simulated, double top) {
    this.svg = svg;
    this.scale = scale;
    this.timeline = simulated.timeline();
    this.replicas = simulated.scenario().to().replicas();
    this.top = top;
    this.row = Math.max(9, Math.min(30, (double) ROOM / Math.max(1, timeline.rows())));
  }

  double bottom() {
    return top + row * timeline.rows();
  }

  void draw() {
    for (int index = 0; index < timeline.rows(); index++) {
      label(index);
      bars(index);
    }
    if (timeline.rows() > replicas) {
      double y = top + row * replicas;
      svg.line(scale.left - 98, y, scale.right, y, "stroke=\"#8b98a5\" stroke-dasharray=\"2 4\"");
    }
    timeline.violations().forEach(this::mark);
  }

  private void label(int index) {
    int every = row >= 13 ? 1 : 5;
    if (index % every == 0) {
      String text = (index >= replicas ? "surge " : "group ") + index;
      svg.text(
          scale.left - 12,
          top + row * index + row / 2 + 5,
          "text-anchor=\"end\"" + (index >= replicas ? " fill=\"#5b6b7a\"" : ""),
          text);
    }
  }

  /** One bar as long as group and state stay the same. */
  private void bars(int index) {
    List<TimeScale.Stretch> run = new ArrayList<>();
    Group shown = null;
    for (TimeScale.Stretch each : scale.stretches()) {
      Group group = find(each, index);
      if (!run.isEmpty() && (group == null || !group.equals(shown))) {
        bar(index, run, shown);
        run.clear();
      }
      if (group != null) {
        run.add(each);
      }
      shown = group;
    }
    bar(index, run, shown);
  }

  private void bar(int index, List<TimeScale.Stretch> run, @Nullable Group group) {
    if (group == null || run.isEmpty()) {
      return;
    }
    double gap = Math.min(4, row / 6);
    double from = run.get(0).from();
    double to = run.get(run.size() - 1).to();
    String style = style(group.updated(), group.state());
    svg.rect(from + 0.5, top + row * index + gap, to - from - 1, row - 2 * gap, style);
  }

  @Nullable
  private static Group find(TimeScale.Stretch stretch, int index) {
    for (Group each : stretch.frame().groups()) {
      if (each.index() == index) {
        return each;
      }
    }
    return null;
  }

  /** How a state looks. */
  static String style(boolean updated, GroupState state) {
    String fill =
        switch (state) {
          case READY -> updated ? "#1b9e77" : "#6f9bd1";
          case STARTING -> updated ? "#b5e2cf" : "#f0b8a6";
          case PENDING -> "#fff3cf";
          case TERMINATING -> "#cfd4da";
        };
    String line =
        switch (state) {
          case READY -> "";
          case STARTING -> updated ? " stroke=\"#1b9e77\"" : " stroke=\"#c8553d\"";
          case PENDING -> " stroke=\"#c98a00\" stroke-dasharray=\"5 3\"";
          case TERMINATING -> " stroke=\"#8b98a5\"";
        };
    return "rx=\"3\" fill=\"" + fill + "\"" + line;
  }

  /** A group that was taken although the floor needed it. */
  private void mark(Violation violation) {
    double x = scale.x(violation.at());
    double y = top + row * violation.group() + row / 2;
    String d = "M%s %s l8 14 h-16 z".formatted(Svg.number(x), Svg.number(y - 8));
    svg.path(d, "fill=\"#d7263d\" stroke=\"#ffffff\" stroke-width=\"1.5\"");
    svg.text(
        x,
        y + 5,
        "text-anchor=\"middle\" font-size=\"11\" font-weight=\"bold\" fill=\"#ffffff\"",
        "!");
  }
}
