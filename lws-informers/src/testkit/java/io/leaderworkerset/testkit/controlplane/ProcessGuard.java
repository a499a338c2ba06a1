package io.leaderworkerset.testkit.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Kills processes and deletes their folder when this JVM is gone, however it went: a small shell
 * reads what to guard from a pipe that only the JVM holds, and acts when the pipe breaks.
 */
final class ProcessGuard implements AutoCloseable {
  private static final String SCRIPT =
      "trap '' INT TERM HUP; all=' '; "
          + "while read -r op pid; do case $op in "
          + "add) all=\"$all$pid \";; "
          + "drop) all=\"${all%%\" $pid \"*} ${all#*\" $pid \"}\";; "
          + "esac; done; "
          + "for pid in $all; do kill -9 $pid; done; "
          + "rm -rf -- \"$1\"";

  private final Process shell;
  private final Writer pipe;

  /** Starts to guard a folder. */
  ProcessGuard(Path folder) {
    try {
      this.shell =
          new ProcessBuilder("/bin/sh", "-c", SCRIPT, "guard", folder.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start /bin/sh, which guards the test processes", e);
    }
    this.pipe = shell.outputWriter(StandardCharsets.US_ASCII);
  }

  /** Guards a process from now on. */
  void add(long pid) {
    send("add " + pid);
  }

  /** Guards a process no more: it has ended, and its id may be given to another one. */
  void drop(long pid) {
    send("drop " + pid);
  }

  private synchronized void send(String line) {
    try {
      pipe.write(line + "\n");
      pipe.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the shell that guards the test processes is gone", e);
    }
  }

  /** Ends the guard, which kills what it still guards, deletes the folder and waits for that. */
  @Override
  public synchronized void close() {
    try {
      pipe.close();
      shell.waitFor();
    } catch (IOException e) {
      shell.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
