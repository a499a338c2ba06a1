package io.leaderworkerset.informers.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A real HTTP server on loopback that answers what a test says. */
public final class ScriptedServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService pool;
  private final List<Request> seen = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Script script = request -> request.answer(404, status(404, "NotFound", "no"));

  /** Answers one request. */
  public interface Script {
    void on(Request request) throws Exception;
  }

  public ScriptedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pool =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "scripted-server");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(pool);
    server.createContext("/", this::handle);
    server.start();
  }

  public ScriptedServer answering(Script next) {
    script = next;
    return this;
  }

  public ApiClient client() {
    return new ClientBuilder().setBasePath(url()).build();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All requests so far. */
  public List<Request> seen() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  public List<Request> seen(Predicate<Request> which) {
    return seen().stream().filter(which).toList();
  }

  public static String status(int code, String reason, String message) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":"
        + code
        + ",\"reason\":\""
        + reason
        + "\",\"message\":\""
        + message
        + "\"}";
  }

  private void handle(HttpExchange exchange) throws IOException {
    Request request = new Request(exchange);
    synchronized (seen) {
      seen.add(request);
    }
    try {
      script.on(request);
    } catch (IOException e) {
      // the client went away, or the test cut it off
    } catch (Exception e) {
      exchange.sendResponseHeaders(500, -1);
    } finally {
      exchange.close();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    pool.shutdownNow();
    server.stop(0);
  }

  /** One request, and the means to answer it. */
  public final class Request {
    private final HttpExchange exchange;
    public final long atNanos = System.nanoTime();
    public final String method;
    public final String path;
    public final Map<String, String> query = new LinkedHashMap<>();
    public final String body;

    private Request(HttpExchange exchange) throws IOException {
      this.exchange = exchange;
      this.method = exchange.getRequestMethod();
      this.path = exchange.getRequestURI().getPath();
      String raw = exchange.getRequestURI().getRawQuery();
      if (raw != null) {
        for (String pair : raw.split("&")) {
          String[] parts = pair.split("=", 2);
          query.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
        }
      }
      this.body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String header(String name) {
      return exchange.getRequestHeaders().getFirst(name);
    }

    public boolean isWatch() {
      return "true".equals(query.get("watch"));
    }

    public boolean isWatchList() {
      return "true".equals(query.get("sendInitialEvents"));
    }

    public boolean isList() {
      return method.equals("GET") && !isWatch();
    }

    public Request with(String header, String value) {
      exchange.getResponseHeaders().add(header, value);
      return this;
    }

    public void answer(int code, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }

    /** Sends lines, then ends the answer. */
    public void lines(String... lines) throws IOException {
      stream(
          out -> {
            for (String line : lines) {
              out.line(line);
            }
          });
    }

    /** Sends lines as the test likes, then ends the answer. */
    public void stream(Consumer<Lines> writer) throws IOException {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      try (OutputStream out = exchange.getResponseBody()) {
        writer.accept(
            line -> {
              try {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    /** Sends lines, then leaves the answer open until the server closes. */
    public void linesThenOpen(String... lines) throws IOException {
      stream(
          out -> {
            for (String line : lines) {
              out.line(line);
            }
            hang();
          });
    }

    /** Waits until the server closes. */
    public void hang() {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public String toString() {
      return method + " " + path + " " + query + (body.isEmpty() ? "" : " " + body);
    }
  }

  /** Where lines of a streamed answer go. */
  public interface Lines {
    void line(String text);
  }
}
