package io.leaderworkerset.examples.simulate;

import io.leaderworkerset.plan.simulate.Timeline.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A chart under the rows: an amount over time, and the lines that it should keep to. */
final class AmountChart {
  private static final double HEIGHT = 92;

  private final Svg svg;
  private final TimeScale scale;
  private final double top;
  private final String name;
  private final List<Limit> limits = new ArrayList<>();

  /** A line with a label. */
  private record Limit(double value, String label, String colour, String dash) {}

  AmountChart(Svg svg, TimeScale scale, double top, String name) {
    this.svg = svg;
    this.scale = scale;
    this.top = top;
    this.name = name;
  }

  double bottom() {
    return top + HEIGHT;
  }

  /** Adds a line; the dash is a pattern, or empty. */
  void limit(double value, String label, String colour, String dash) {
    limits.add(new Limit(value, label, colour, dash));
  }

  void draw(ToDoubleFunction<Frame> amount, String fill, String stroke) {
    List<TimeScale.Stretch> stretches = scale.stretches();
    double most = 1;
    for (TimeScale.Stretch each : stretches) {
      most = Math.max(most, amount.applyAsDouble(each.frame()));
    }
    for (Limit each : limits) {
      most = Math.max(most, each.value);
    }
    double unit = HEIGHT * 0.9 / most;
    frame(most, unit);
    StringBuilder line = new StringBuilder();
    for (TimeScale.Stretch each : stretches) {
      String y = Svg.number(bottom() - unit * amount.applyAsDouble(each.frame()));
      line.append(line.length() == 0 ? "M" : "L").append(Svg.number(each.from())).append(' ');
      line.append(y).append('L').append(Svg.number(each.to())).append(' ').append(y);
    }
    String base = Svg.number(bottom());
    svg.path(line + "V" + base + "H" + Svg.number(scale.left) + "Z", "fill=\"" + fill + "\"");
    svg.path(line.toString(), "fill=\"none\" stroke=\"" + stroke + "\" stroke-width=\"2\"");
    drawLimits(unit);
  }

  private void frame(double most, double unit) {
    svg.text(scale.left - 12, top + 14, "text-anchor=\"end\" font-weight=\"bold\"", name);
    String small = "text-anchor=\"end\" font-size=\"12\" fill=\"#5b6b7a\"";
    svg.text(scale.left - 12, bottom() + 3, small, "0");
    double high = bottom() - unit * most;
    if (high > top + 26) {
      svg.text(scale.left - 12, high + 4, small, Svg.number(most));
    } else {
      svg.text(scale.left - 12, top + 32, small, "of " + Svg.number(most));
    }
    svg.line(scale.left, bottom(), scale.right, bottom(), "stroke=\"#8b98a5\"");
  }

  /** Labels stand at the right end; those that would lie on each other are moved apart. */
  private void drawLimits(double unit) {
    double last = Double.POSITIVE_INFINITY;
    List<Limit> sorted = limits.stream().sorted(Comparator.comparingDouble(Limit::value)).toList();
    for (Limit each : sorted) {
      double y = bottom() - unit * each.value;
      svg.line(
          scale.left,
          y,
          scale.right,
          y,
          "stroke=\""
              + each.colour
              + "\" stroke-width=\"2\" stroke-dasharray=\""
              + each.dash
              + "\"");
      double at = Math.min(y + 5, last - 17);
      svg.text(scale.right + 8, at, "fill=\"" + each.colour + "\"", each.label);
      last = at;
    }
  }
}
