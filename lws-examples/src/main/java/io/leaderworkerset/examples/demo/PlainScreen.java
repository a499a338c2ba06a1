package io.leaderworkerset.examples.demo;

import java.io.PrintWriter;
import java.util.List;

/**
 * Lines one below the other, for files and logs: progress when it changes, the table at the end.
 */
final class PlainScreen implements Screen {
  private final PrintWriter out;
  private String last = "";

  PlainScreen(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  @Override
  public void show(List<String> table, String progress) {
    if (!progress.equals(last)) {
      last = progress;
      line("  " + progress);
    }
  }

  @Override
  public void settle(List<String> table, String progress) {
    show(table, progress);
    table.forEach(this::line);
    last = "";
  }
}
