package io.leaderworkerset.examples.manager;

import java.io.PrintWriter;
import javax.annotation.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command prints.
 *
 * @param spec the command; null if it does not run under picocli
 */
public record CommandConsole(@Nullable CommandSpec spec) {
  /** Prints what the command was asked for. */
  public void print(String text) {
    CommandSpec here = spec;
    PrintWriter out =
        here == null ? new PrintWriter(System.out, true) : here.commandLine().getOut();
    out.print(text);
    out.flush();
  }

  /** Prints what went wrong, with the command's name, and returns the exit code. */
  public int fail(@Nullable String message, int code) {
    CommandSpec here = spec;
    PrintWriter err =
        here == null ? new PrintWriter(System.err, true) : here.commandLine().getErr();
    err.println((here == null ? "lws-manager" : here.qualifiedName()) + ": " + message);
    err.flush();
    return code;
  }
}
