package io.leaderworkerset.testkit.apiserver;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.annotation.Nullable;

/**
 * A small HTTP/1.1 server on the loopback address: one daemon thread a connection, keep-alive,
 * chunked bodies both ways. The JDK's server is not used because it can neither cut a connection in
 * the middle of an answer nor see that the client of an idle watch has gone.
 */
final class LoopbackHttpServer {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Handler handler;
  private final String name;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  @Nullable private ServerSocket listening;
  @Nullable private ExecutorService executor;
  private int port;

  /** Answers one request. What it throws closes the connection. */
  @FunctionalInterface
  interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  LoopbackHttpServer(int port, Handler handler) {
    this.port = port;
    this.handler = handler;
    this.name = "embedded-api-" + COUNT.incrementAndGet();
  }

  /** Opens the port; 0 chooses one, which later starts use again. */
  synchronized void start() {
    if (listening != null) {
      return;
    }
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 1024);
      port = socket.getLocalPort();
      listening = socket;
      executor = Executors.newCachedThreadPool(this::thread);
      executor.execute(() -> accept(socket));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port + " of 127.0.0.1", e);
    }
  }

  private Thread thread(Runnable work) {
    Thread[] made = new Thread[1];
    made[0] =
        new Thread(
            () -> {
              try {
                work.run();
              } finally {
                threads.remove(made[0]);
              }
            },
            name + "-" + COUNT.incrementAndGet());
    made[0].setDaemon(true);
    threads.add(made[0]);
    return made[0];
  }

  synchronized int port() {
    return port;
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connection.setTcpNoDelay(true);
        serve(connection);
      } catch (IOException e) {
        // closed, or a client that went away while connecting
      }
    }
  }

  private synchronized void serve(Socket connection) throws IOException {
    if (listening == null || executor == null) {
      connection.close();
      return;
    }
    connections.add(connection);
    executor.execute(() -> serveRequests(connection));
  }

  private void serveRequests(Socket connection) {
    try (connection) {
      HttpInput input = new HttpInput(connection.getInputStream());
      OutputStream output = connection.getOutputStream();
      HttpInput.Head head = input.readHead();
      while (head != null) {
        byte[] body = input.readBody(head, output);
        HttpExchange exchange = new HttpExchange(connection, input, output, head, body);
        handler.handle(exchange);
        head = exchange.keepsAlive() && !exchange.isCut() ? input.readHead() : null;
      }
    } catch (IOException | NumberFormatException e) {
      // the client went away, or does not speak HTTP
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(connection);
    }
  }

  /** Closes the port and all connections and waits for the threads to end. */
  void stop() {
    synchronized (this) {
      if (listening == null || executor == null) {
        return;
      }
      close(listening);
      listening = null;
      executor.shutdownNow();
      connections.forEach(LoopbackHttpServer::close);
    }
    join();
  }

  private void join() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    boolean interrupted = false;
    for (Thread thread : threads) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      try {
        if (left > 0 && thread != Thread.currentThread()) {
          thread.join(left);
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // closing is all that was wanted
    }
  }
}
