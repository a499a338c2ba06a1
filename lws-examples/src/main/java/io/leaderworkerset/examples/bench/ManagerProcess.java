package io.leaderworkerset.examples.bench;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.leaderworkerset.examples.bench.MeasuredManager.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link MeasuredManager} in a JVM of its own, so that nothing else is in its figures. */
final class ManagerProcess implements AutoCloseable {
  /** The User-Agent of its requests. */
  static final String USER_AGENT = "lws-bench-manager";

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long END_SECONDS = 40;

  private final Process process;
  private final PrintWriter commands;
  private final BufferedReader answers;
  private final Gson gson = new Gson();

  private ManagerProcess(Process process) {
    this.process = process;
    this.commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param kubeconfig how it reaches the cluster
   * @param jvmOptions such as {@code -Xmx256m}
   */
  static ManagerProcess start(Path kubeconfig, List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MeasuredManager.class.getName(), kubeconfig.toString(), USER_AGENT));
    try {
      return new ManagerProcess(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a JVM for the manager", e);
    }
  }

  /**
   * Waits until its caches are filled.
   *
   * @throws IllegalStateException if they are not in time
   */
  void awaitReady(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!gson.fromJson(ask(MeasuredManager.READY), Boolean.class)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the manager's caches are not filled within " + limit);
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** Makes it look at everything although nothing happened. */
  void resync() {
    ask(MeasuredManager.RESYNC);
  }

  /** Returns what it used since the last sample. */
  Sample sample() {
    return gson.fromJson(ask(MeasuredManager.SAMPLE), Sample.class);
  }

  /** Returns the calls that it has made, by its own count. */
  Map<String, Long> calls() {
    return gson.fromJson(ask(MeasuredManager.CALLS), new TypeToken<Map<String, Long>>() {});
  }

  private String ask(String command) {
    commands.println(command);
    try {
      String line = answers.readLine();
      while (line != null && !line.startsWith(MeasuredManager.ANSWER)) {
        line = answers.readLine(); // of its JVM, such as that a recording began
      }
      if (line == null) {
        throw new IllegalStateException("the manager's process ended; see what it wrote above");
      }
      return line.substring(MeasuredManager.ANSWER.length());
    } catch (IOException e) {
      throw new UncheckedIOException("the manager's process does not answer", e);
    }
  }

  /** Ends it: in order if it does so in time, else at once. */
  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
