package io.leaderworkerset.examples.demo;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Tells whether a person looks on. */
final class Terminal {
  private Terminal() {}

  /** Returns whether input and output are a terminal that understands cursor movements. */
  static boolean isInteractive() {
    Console console = System.console();
    String kind = System.getenv("TERM");
    return console != null && isTerminal(console) && kind != null && !kind.equals("dumb");
  }

  /** From Java 22 on there is a console even without a terminal, and a method that tells. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
