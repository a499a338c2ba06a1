package io.leaderworkerset.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws values against the number of groups, both on logarithmic axes: a straight line is linear.
 */
final class Plot {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 320;
  private static final int LEFT = 60;
  private static final int TOP = 40;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 50;
  private static final List<String> COLOURS = List.of("#999999", "#1f6feb", "#d1242f", "#1a7f37");

  private Plot() {}

  /**
   * One diagram.
   *
   * @param title what is drawn
   * @param series values by number of groups, by name of the series; values of zero are left out
   */
  record Panel(String title, Map<String, TreeMap<Integer, Double>> series) {}

  /** Returns the panels side by side. */
  static String svg(List<Panel> panels) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
            WIDTH * panels.size(),
            HEIGHT));
    for (int i = 0; i < panels.size(); i++) {
      out.append(String.format(Locale.ROOT, "<g transform=\"translate(%d 0)\">%n", i * WIDTH));
      new Axes(panels.get(i)).draw(out);
      out.append("</g>\n");
    }
    return out.append("</svg>\n").toString();
  }

  /** The scales of one panel, and what is drawn on them. */
  private static final class Axes {
    private final Panel panel;
    private final TreeSet<Integer> groups = new TreeSet<>();
    private double least = Double.MAX_VALUE;
    private double most = Double.MIN_VALUE;

    Axes(Panel panel) {
      this.panel = panel;
      panel
          .series()
          .values()
          .forEach(
              series ->
                  series.forEach(
                      (x, y) -> {
                        groups.add(x);
                        if (y > 0) {
                          least = Math.min(least, y);
                          most = Math.max(most, y);
                        }
                      }));
      least = Math.pow(10, Math.floor(Math.log10(least)));
      most = Math.pow(10, Math.ceil(Math.log10(most * 1.001)));
    }

    void draw(StringBuilder out) {
      text(out, LEFT, 20, "start", panel.title());
      grid(out);
      int i = 0;
      for (Map.Entry<String, TreeMap<Integer, Double>> each : panel.series().entrySet()) {
        series(out, each.getKey(), each.getValue(), i++);
      }
    }

    private void grid(StringBuilder out) {
      for (double y = least; y <= most * 1.001; y *= 10) {
        line(out, LEFT, y(y), WIDTH - RIGHT, y(y));
        text(out, LEFT - 6, y(y) + 4, "end", y < 1 ? Double.toString(y) : Long.toString((long) y));
      }
      for (int x : groups) {
        line(out, x(x), TOP, x(x), HEIGHT - BOTTOM);
        text(out, x(x), HEIGHT - BOTTOM + 16, "middle", Integer.toString(x));
      }
      text(out, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - BOTTOM + 34, "middle", "groups");
    }

    private void series(StringBuilder out, String name, TreeMap<Integer, Double> values, int i) {
      String colour = COLOURS.get(i % COLOURS.size());
      List<String> points = new ArrayList<>();
      values.forEach(
          (x, y) -> {
            if (y > 0) {
              points.add(String.format(Locale.ROOT, "%.1f,%.1f", x(x), y(y)));
              out.append(
                  String.format(
                      Locale.ROOT,
                      "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                      x(x),
                      y(y),
                      colour));
            }
          });
      out.append(
          String.format(
              Locale.ROOT,
              "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n"
                  + "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
              String.join(" ", points),
              colour,
              LEFT + 10,
              TOP + 16 + 16 * i,
              colour,
              escaped(name)));
    }

    private double x(int value) {
      double from = Math.log(groups.first());
      double span = Math.max(1e-9, Math.log(groups.last()) - from);
      return LEFT + 10 + (Math.log(value) - from) / span * (WIDTH - LEFT - RIGHT - 20);
    }

    private double y(double value) {
      double span = Math.log(most) - Math.log(least);
      double share = (Math.log(value) - Math.log(least)) / span;
      return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static void line(StringBuilder out, double x1, double y1, double x2, double y2) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
              x1,
              y1,
              x2,
              y2));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String text) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
              x,
              y,
              anchor,
              escaped(text)));
    }

    private static String escaped(String text) {
      return text.replace("&", "&amp;").replace("<", "&lt;");
    }
  }
}
