package io.leaderworkerset.examples.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;

/** The command {@code run} in a thread of its own, as a process would run it. */
final class RunningManager implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final int health = freePort();
  private final int metrics = freePort();
  private final StringWriter err = new StringWriter();
  private final AtomicInteger code = new AtomicInteger(-1);
  private final Thread thread;

  /** Starts it with probes and metrics on free ports of its own, and these flags. */
  RunningManager(Path kubeconfig, String... flags) {
    List<String> args = new ArrayList<>(List.of("run", "--kubeconfig", kubeconfig.toString()));
    args.add("--health-probe-bind-address=127.0.0.1:" + health);
    args.add("--metrics-bind-address=127.0.0.1:" + metrics);
    args.addAll(List.of(flags));
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    thread = new Thread(() -> code.set(line.execute(args.toArray(new String[0]))));
    thread.start();
  }

  /** Returns a probe's page; empty if it does not answer. */
  String page(String path) {
    return get("http://127.0.0.1:" + health + "/" + path);
  }

  String metrics() {
    return get("http://127.0.0.1:" + metrics + "/metrics");
  }

  String errors() {
    return err.toString();
  }

  /** Stops it as a signal would; returns its exit code. */
  int stop() throws InterruptedException {
    interrupt();
    return exitCode();
  }

  /** Asks it to stop as a signal would. */
  void interrupt() {
    thread.interrupt();
  }

  /** Waits until it ends. */
  int exitCode() throws InterruptedException {
    thread.join(30_000);
    assertThat(thread.isAlive()).isFalse();
    return code.get();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what the URL answers; empty if it does not. */
  static String get(String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
