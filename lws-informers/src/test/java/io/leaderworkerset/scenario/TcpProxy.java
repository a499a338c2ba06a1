package io.leaderworkerset.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server on loopback that can be cut: connections break and new ones are refused. */
final class TcpProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  /** Opens a port of its own that leads to the target port. */
  TcpProxy(int target) {
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread("proxy", this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Breaks all connections, and those to come. */
  void cut() {
    cut = true;
    open.forEach(TcpProxy::closeQuietly);
  }

  /** Lets new connections through again. */
  void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        if (cut) {
          closeQuietly(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // one connection less; or the end
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket upstream = new Socket();
    open.add(upstream);
    try {
      upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    } catch (IOException e) {
      closeQuietly(client);
      closeQuietly(upstream);
      throw e;
    }
    thread("proxy-up", () -> pump(client, upstream));
    thread("proxy-down", () -> pump(upstream, client));
    if (cut) {
      closeQuietly(client);
    }
  }

  private void pump(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // closed at one end
    } finally {
      closeQuietly(from);
      closeQuietly(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Closeable each) {
    try {
      each.close();
    } catch (IOException e) {
      // it is closed anyway
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    cut();
  }
}
