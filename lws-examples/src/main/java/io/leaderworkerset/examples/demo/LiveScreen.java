package io.leaderworkerset.examples.demo;

import java.io.PrintWriter;
import java.util.List;

/** A terminal: table and progress are drawn over again in place. */
final class LiveScreen implements Screen {
  private static final String CLEAR_LINE = "\u001b[2K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintWriter out;
  private int drawn;

  LiveScreen(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  @Override
  public void show(List<String> table, String progress) {
    StringBuilder text = new StringBuilder(NO_WRAP);
    if (drawn > 0) {
      text.append("\u001b[").append(drawn).append('A').append('\r').append(CLEAR_BELOW);
    }
    for (String line : table) {
      text.append(CLEAR_LINE).append(line).append('\n');
    }
    text.append(CLEAR_LINE).append("  ").append(progress).append('\n').append(WRAP);
    drawn = table.size() + 1;
    out.print(text);
    out.flush();
  }

  @Override
  public void settle(List<String> table, String progress) {
    show(table, progress);
    drawn = 0;
  }
}
