package io.leaderworkerset.informers.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
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
  @Nullable private volatile ScheduledFuture<?> silence;
  @Nullable private Thread reader;
  private boolean bodyClosed;

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
   * Returns the whole answer as text; use either this or {@link #readLine}.
   *
   * @throws IOException if this is closed
   */
  public Reader reader() throws IOException {
    beginToRead();
    return body.charStream();
  }

  /**
   * Waits for the next line.
   *
   * @return null at the end of the answer
   */
  @Nullable
  public String readLine() throws IOException {
    beginToRead();
    BufferedSource source = body.source();
    try {
      return source.readUtf8Line();
    } catch (IllegalStateException e) {
      throw new IOException("the stream was closed", e);
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
   * Ends the call. Called by another thread than the one that reads, it cuts the connection and
   * leaves the rest to that: a body may not be closed while it is read.
   */
  @Override
  public void close() {
    limitSilence(null);
    call.cancel();
    if (mayCloseBody()) {
      response.close();
    }
    http.closed(this);
  }

  private synchronized void beginToRead() throws IOException {
    if (bodyClosed) {
      throw new IOException("the stream was closed");
    }
    reader = Thread.currentThread();
  }

  private synchronized boolean mayCloseBody() {
    boolean nobodyElseReads = reader == null || reader == Thread.currentThread();
    bodyClosed |= nobodyElseReads;
    return nobodyElseReads;
  }
}
