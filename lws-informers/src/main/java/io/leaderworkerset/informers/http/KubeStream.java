package io.leaderworkerset.informers.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import javax.annotation.Nullable;
import okhttp3.Call;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * An answer that is read as it comes. One thread reads; any thread may close it, which ends a read
 * in progress with an {@link IOException}.
 */
public final class KubeStream implements Closeable {
  private final KubeHttp http;
  private final KubeRequest request;
  private final Call call;
  private final Response response;
  private final ResponseBody body;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closed;
  @Nullable private ScheduledFuture<?> silence;

  KubeStream(KubeHttp http, KubeRequest request, Call call, Response response) throws IOException {
    this.http = http;
    this.request = request;
    this.call = call;
    this.response = response;
    ResponseBody found = response.body();
    if (found == null) {
      throw new IOException("the answer has no body");
    }
    this.body = found;
  }

  /** Returns what was asked. */
  public KubeRequest request() {
    return request;
  }

  /**
   * Returns the whole answer as text; use either this or {@link #readLine}. It is read and closed
   * by one thread.
   */
  public Reader reader() {
    reading.lock(); // for good: nobody but this thread may release the answer now
    return body.charStream();
  }

  /**
   * Waits for the next line.
   *
   * @return null at the end of the answer
   */
  @Nullable
  public String readLine() throws IOException {
    reading.lock();
    try {
      if (closed) {
        throw new IOException("the stream is closed");
      }
      BufferedSource source = body.source();
      return source.readUtf8Line();
    } finally {
      reading.unlock();
      if (closed) {
        release();
      }
    }
  }

  /** Cancels the call if this is not called again within the time; null takes the limit off. */
  public void limitSilence(@Nullable Duration limit) {
    ScheduledFuture<?> before = silence;
    if (before != null) {
      before.cancel(false);
    }
    try {
      silence = limit == null ? null : http.after(limit, call::cancel);
    } catch (RejectedExecutionException e) {
      call.cancel();
    }
  }

  /**
   * Ends the call. A read in progress is cut off, and releases the answer itself: closing a body
   * drains it, which must not happen beside a read.
   */
  @Override
  public void close() {
    limitSilence(null);
    closed = true;
    call.cancel();
    release();
    http.closed(this);
  }

  private void release() {
    if (reading.tryLock()) {
      try {
        response.close();
      } finally {
        reading.unlock();
      }
    }
  }
}
