package io.leaderworkerset.informers.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Lets one request open the connection and the others use it. Over HTTP/2 one is enough for all;
 * requests that begin at the same time each make a TLS handshake of their own otherwise, and drop
 * all connections but one. After a failure it is the same again.
 *
 * <p>Nobody waits longer than the patience: where the server speaks HTTP/1.1, or is slow to answer,
 * requests go their own ways.
 */
final class FirstConnection implements Interceptor {
  private final ReentrantLock turn = new ReentrantLock();
  private final Duration patience;
  private volatile boolean connected;

  FirstConnection(Duration patience) {
    this.patience = patience;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    if (connected) {
      return proceed(chain);
    }
    boolean first = await();
    if (first && connected) {
      turn.unlock();
      first = false;
    }
    try {
      return proceed(chain);
    } finally {
      if (first) {
        turn.unlock();
      }
    }
  }

  private Response proceed(Chain chain) throws IOException {
    try {
      Response response = chain.proceed(chain.request());
      connected = true;
      return response;
    } catch (IOException e) {
      connected = connected && chain.call().isCanceled();
      throw e;
    }
  }

  private boolean await() throws IOException {
    try {
      return turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before a connection was made");
    }
  }
}
