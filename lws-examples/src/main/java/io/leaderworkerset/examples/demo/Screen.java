package io.leaderworkerset.examples.demo;

import java.util.List;

/** Where the demo is shown. Used by one thread. */
interface Screen {
  /** Prints a line that stays. */
  void line(String text);

  /**
   * Shows the present state of a step.
   *
   * @param table lines that are worth redrawing
   * @param progress one line
   */
  void show(List<String> table, String progress);

  /** Ends a step: what is shown stays. */
  void settle(List<String> table, String progress);
}
