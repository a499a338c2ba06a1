package io.leaderworkerset.examples.simulate;

import java.util.Locale;

/** Writes a picture, shape by shape. Lengths are in pixels. */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  /** Draws a rectangle; the style is the rest of its attributes. */
  void rect(double x, double y, double width, double height, String style) {
    if (width > 0 && height > 0) {
      out.append(
          "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" %s/>\n"
              .formatted(number(x), number(y), number(width), number(height), style));
    }
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    out.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" %s/>\n"
            .formatted(number(x1), number(y1), number(x2), number(y2), style));
  }

  void path(String d, String style) {
    out.append("<path d=\"%s\" %s/>\n".formatted(d, style));
  }

  void text(double x, double y, String style, String text) {
    out.append(
        "<text x=\"%s\" y=\"%s\" %s>%s</text>\n"
            .formatted(number(x), number(y), style, escape(text)));
  }

  /** Returns the whole picture. */
  String document(int width, int height, String title) {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d"\
         role="img" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="14"\
         fill="#22303c">
        <title>%3$s</title>
        <defs><pattern id="end" width="8" height="8" patternUnits="userSpaceOnUse"\
         patternTransform="rotate(45)"><rect width="8" height="8" fill="#f4f5f7"/>\
        <line x1="0" y1="0" x2="0" y2="8" stroke="#d5d9de" stroke-width="3"/></pattern></defs>
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        """
            .formatted(width, height, escape(title))
        + out
        + "</svg>\n";
  }

  /** A coordinate with at most one decimal. */
  static String number(double value) {
    long tenths = Math.round(value * 10);
    return tenths % 10 == 0
        ? Long.toString(tenths / 10)
        : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
