package io.leaderworkerset.testkit.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.annotation.Nullable;

/**
 * One process of a {@link ControlPlane}, which a test may kill, pause and restart. Methods may be
 * called from any thread; they take effect one after the other.
 */
public final class Component {
  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final int LOG_TAIL = 25;

  private final Launch launch;
  private final ProcessGuard guard;
  @Nullable private Process process;

  /**
   * How to start the process.
   *
   * @param folder working directory; gets a log of the component's name
   * @param isReady asked until it says yes, from the start on
   */
  record Launch(
      String name, List<String> command, Path folder, BooleanSupplier isReady, Duration timeout) {}

  Component(Launch launch, ProcessGuard guard) {
    this.launch = launch;
    this.guard = guard;
  }

  /** Returns the name of the program, such as {@code kube-apiserver}. */
  public String name() {
    return launch.name();
  }

  /** Returns whether the process is there, paused or not. */
  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /**
   * Returns the process id.
   *
   * @throws IllegalStateException if it does not run
   */
  public synchronized long pid() {
    return running().pid();
  }

  /** Returns the file that holds what the process has printed, over all its restarts. */
  public Path log() {
    return launch.folder().resolve(name() + ".log");
  }

  /**
   * Starts the process and waits until it is ready.
   *
   * @throws IllegalStateException if it runs already, ends, or is not ready in time; the message
   *     holds the end of its log
   */
  public void start() {
    launch();
    awaitReady();
  }

  /** Starts the process and does not wait. */
  synchronized void launch() {
    if (isRunning()) {
      throw new IllegalStateException(name() + " runs already; kill it first");
    }
    ProcessBuilder builder =
        new ProcessBuilder(launch.command())
            .directory(launch.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().clear(); // neither a kubeconfig nor ETCD_* of the caller
    try {
      Process started = builder.start();
      process = started;
      guard.add(started.pid());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + launch.command().get(0), e);
    }
  }

  /**
   * Waits until the process answers that it is ready.
   *
   * @throws IllegalStateException if it ends, or is not ready in time
   */
  public void awaitReady() {
    await("become ready", launch.isReady());
  }

  /** Waits until something is so that this process brings about, as long as it lives. */
  void await(String what, BooleanSupplier isSo) {
    Process waitedFor = running();
    long deadline = System.nanoTime() + launch.timeout().toNanos();
    while (!isSo.getAsBoolean()) {
      if (hasEndedAfterAWhile(waitedFor)) {
        throw new IllegalStateException(
            name() + " ended with code " + waitedFor.exitValue() + ":\n" + logTail());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            name() + " did not " + what + " within " + launch.timeout() + ":\n" + logTail());
      }
    }
  }

  private boolean hasEndedAfterAWhile(Process waitedFor) {
    try {
      return waitedFor.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name(), e);
    }
  }

  /** Kills the process (SIGKILL) and waits until it is gone; nothing if it does not run. */
  public synchronized void kill() {
    Process killed = process;
    if (killed == null) {
      return;
    }
    killed.destroyForcibly();
    try {
      killed.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return; // the guard still knows it
    }
    guard.drop(killed.pid());
    process = null;
  }

  /**
   * Stops the process in mid-work (SIGSTOP): connections stay open and nothing answers.
   *
   * @throws IllegalStateException if it does not run
   */
  public void pause() {
    signal("STOP");
  }

  /**
   * Lets a paused process go on (SIGCONT).
   *
   * @throws IllegalStateException if it does not run
   */
  public void resume() {
    signal("CONT");
  }

  /** Kills the process if it runs, starts it again and waits until it is ready. */
  public void restart() {
    kill();
    start();
  }

  private synchronized void signal(String signal) {
    String pid = Long.toString(running().pid());
    try {
      // The shell's own kill: not every image has the program.
      String script = "kill -" + signal + " " + pid;
      int code = new ProcessBuilder("/bin/sh", "-c", script).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(script + " of " + name() + " gave " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run /bin/sh", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while signalling " + name(), e);
    }
  }

  private synchronized Process running() {
    Process current = process;
    if (current == null || !current.isAlive()) {
      throw new IllegalStateException(name() + " does not run; start or restart it first");
    }
    return current;
  }

  private String logTail() {
    try {
      List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
    } catch (IOException e) {
      return "(its log cannot be read: " + e.getMessage() + ")";
    }
  }
}
