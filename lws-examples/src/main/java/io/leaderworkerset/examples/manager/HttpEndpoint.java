package io.leaderworkerset.examples.manager;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.annotation.Nullable;
import javax.net.ssl.SSLParameters;

/** A small HTTP server of pages that are made when they are asked for, on daemon threads. */
final class HttpEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor;

  /**
   * An answer.
   *
   * @param code the HTTP status
   * @param type the media type
   */
  record Page(int code, String type, String text) {
    static Page text(int code, String text) {
      return new Page(code, "text/plain; charset=utf-8", text);
    }
  }

  private HttpEndpoint(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts one.
   *
   * @param setting what told the address, for errors
   * @param tls null for plain HTTP
   * @param pages by path
   * @throws ConfigException if the address cannot be listened on
   */
  static HttpEndpoint start(
      String setting,
      InetSocketAddress address,
      @Nullable ServerTls tls,
      Map<String, Supplier<Page>> pages) {
    DaemonThreads threads = DaemonThreads.standard();
    HttpServer server = bind(setting, address, tls);
    ExecutorService executor = Executors.newFixedThreadPool(2, threads.factory(setting));
    server.setExecutor(executor);
    server.createContext("/", exchange -> answer(exchange, pages));
    CountDownLatch started = new CountDownLatch(1);
    // The server's own thread inherits being a daemon from the one that starts it.
    threads.start(
        setting + "-start",
        () -> {
          server.start();
          started.countDown();
        });
    awaitStart(started);
    return new HttpEndpoint(server, executor);
  }

  private static void awaitStart(CountDownLatch started) {
    try {
      started.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpServer bind(
      String setting, InetSocketAddress address, @Nullable ServerTls tls) {
    try {
      if (tls == null) {
        return HttpServer.create(address, 0);
      }
      HttpsServer server = HttpsServer.create(address, 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(tls.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters wanted = tls.parameters();
              parameters.setSSLParameters(wanted);
            }
          });
      return server;
    } catch (IOException e) {
      throw new ConfigException(
          setting + ": cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /** Returns the port it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange, Map<String, Supplier<Page>> pages)
      throws IOException {
    try (exchange) {
      Supplier<Page> found = pages.get(exchange.getRequestURI().getPath());
      Page page = found == null ? Page.text(404, "not found\n") : found.get();
      byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.type());
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(page.code(), head || body.length == 0 ? -1 : body.length);
      if (!head && body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
