package io.leaderworkerset.informers.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import io.leaderworkerset.informers.metrics.LwsMetrics;
import io.leaderworkerset.json.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * The way to the API server: requests come from the official client (address, authentication, TLS,
 * token refresh), and go out over an OkHttp client derived from its own with timeouts it does not
 * have. The host's {@code ApiClient} is never changed.
 *
 * <p>Connections are not shared with the host, so that closing this closes all it opened, and a
 * connection that hangs holds up nobody else.
 */
public final class KubeHttp implements AutoCloseable {
  private static final String[] AUTH = {"BearerToken"};
  private static final int MAX_ERROR_BODY = 64 * 1024;

  private final ApiClient apiClient;
  private final OkHttpClient calls;
  private final OkHttpClient streams;
  private final Duration answerTimeout;
  private final String userAgent;
  private final LwsMetrics metrics;
  private final ScheduledThreadPoolExecutor timer;

  /** The short call that each thread waits for. */
  private final Map<Thread, Call> inFlight = new ConcurrentHashMap<>();

  /** OkHttp forgets a synchronous call once its headers are there; these are still being read. */
  private final Set<KubeStream> openStreams = ConcurrentHashMap.newKeySet();

  private KubeHttp(Builder builder) {
    this.apiClient = builder.apiClient;
    this.answerTimeout = builder.callTimeout;
    this.userAgent = builder.userAgent;
    this.metrics = builder.metrics;
    OkHttpClient base =
        apiClient
            .getHttpClient()
            .newBuilder()
            .connectionPool(new ConnectionPool(5, 5, TimeUnit.MINUTES))
            .dispatcher(new Dispatcher())
            .connectTimeout(min(builder.callTimeout, Duration.ofSeconds(10)))
            .writeTimeout(builder.callTimeout)
            .pingInterval(builder.pingInterval)
            .addInterceptor(new FirstConnection(Duration.ofSeconds(1)))
            .build();
    this.calls =
        base.newBuilder().callTimeout(builder.callTimeout).readTimeout(builder.callTimeout).build();
    this.streams = base.newBuilder().callTimeout(Duration.ZERO).readTimeout(Duration.ZERO).build();
    this.timer = new ScheduledThreadPoolExecutor(1, builder.threads.factory("http-timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Returns a builder over a client that the host has set up. */
  public static Builder builder(ApiClient apiClient) {
    return new Builder(apiClient);
  }

  /**
   * Makes a short call and reads the object in the answer.
   *
   * @throws KubeApiException if it does not succeed, or takes longer than the call timeout
   */
  public JsonObject call(KubeRequest request) {
    long started = System.nanoTime();
    Call call = calls.newCall(build(request));
    int code = 0;
    begin(call, request);
    try (Response response = call.execute()) {
      code = response.code();
      String body = text(response);
      if (!response.isSuccessful()) {
        throw KubeApiException.ofAnswer(request, code, body, response.header("Retry-After"));
      }
      return object(request, code, body);
    } catch (IOException e) {
      throw KubeApiException.unreachable(request, e);
    } finally {
      inFlight.remove(Thread.currentThread());
      metrics.apiCall(request.verb(), request.resource(), code, System.nanoTime() - started);
    }
  }

  /**
   * Interrupts the thread, and the short call it is in. An interrupt alone does not reach a thread
   * that waits for a socket.
   */
  public void interrupt(Thread thread) {
    thread.interrupt();
    Call call = inFlight.get(thread);
    if (call != null) {
      call.cancel();
    }
  }

  /**
   * Opens an answer that is read as it comes: a list or a watch. The server must begin to answer
   * within the call timeout.
   *
   * @param limit the longest the whole answer may take
   * @throws KubeApiException if the answer is not a success
   */
  public KubeStream open(KubeRequest request, Duration limit) {
    long started = System.nanoTime();
    Call call = streams.newCall(build(request));
    call.timeout().timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    int code = 0;
    ScheduledFuture<?> noAnswer = cancelUnanswered(request, call);
    boolean opened = false;
    Response response = null;
    try {
      response = call.execute();
      code = response.code();
      if (!response.isSuccessful()) {
        throw KubeApiException.ofAnswer(
            request, code, errorText(response), response.header("Retry-After"));
      }
      KubeStream stream = new KubeStream(this, request, call, response);
      opened = true;
      openStreams.add(stream);
      if (isClosed()) {
        stream.close();
      }
      return stream;
    } catch (IOException e) {
      throw KubeApiException.unreachable(request, e);
    } finally {
      noAnswer.cancel(false);
      if (!opened && response != null) {
        response.close();
      }
      metrics.apiCall(request.verb(), request.resource(), code, System.nanoTime() - started);
    }
  }

  /** Ends every call in flight, and closes connections and the timer. Further calls fail. */
  @Override
  public void close() {
    timer.shutdownNow();
    calls.dispatcher().cancelAll();
    openStreams.forEach(KubeStream::close);
    calls.connectionPool().evictAll();
  }

  /** Returns whether {@link #close} was called. */
  public boolean isClosed() {
    return timer.isShutdown();
  }

  /** Registers first, then looks: an interrupt in between is seen by one side or the other. */
  private void begin(Call call, KubeRequest request) {
    Thread thread = Thread.currentThread();
    inFlight.put(thread, call);
    if (thread.isInterrupted()) {
      inFlight.remove(thread);
      throw KubeApiException.unreachable(request, new InterruptedIOException("interrupted"));
    }
  }

  private ScheduledFuture<?> cancelUnanswered(KubeRequest request, Call call) {
    try {
      return after(answerTimeout, call::cancel);
    } catch (RejectedExecutionException e) {
      throw KubeApiException.unreachable(request, e); // closed in between
    }
  }

  void closed(KubeStream stream) {
    openStreams.remove(stream);
  }

  ScheduledFuture<?> after(Duration delay, Runnable task) {
    return timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Request build(KubeRequest request) {
    if (isClosed()) {
      throw KubeApiException.unreachable(request, new IOException("this client is closed"));
    }
    List<Pair> query = new ArrayList<>();
    request.query().forEach((name, value) -> query.add(new Pair(name, value)));
    KubeRequest.Body body = request.body();
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    if (body != null) {
      headers.put("Content-Type", body.contentType());
    }
    Request official = official(request, query, headers);
    Request.Builder own = official.newBuilder().header("User-Agent", userAgent);
    return own.method(request.method(), body == null ? null : requestBody(body)).build();
  }

  /** The body is put in afterwards: the official client would take a model and serialise it. */
  private Request official(KubeRequest request, List<Pair> query, Map<String, String> headers) {
    try {
      return apiClient
          .buildCall(
              apiClient.getBasePath(),
              request.path(),
              request.method(),
              query,
              new ArrayList<>(),
              null,
              headers,
              new HashMap<>(),
              new HashMap<>(),
              AUTH,
              null)
          .request();
    } catch (ApiException e) {
      throw KubeApiException.unreachable(request, e);
    }
  }

  private static RequestBody requestBody(KubeRequest.Body body) {
    // Bytes, not a string: OkHttp would add a charset to the media type.
    return RequestBody.create(
        body.text().getBytes(StandardCharsets.UTF_8), MediaType.parse(body.contentType()));
  }

  private static JsonObject object(KubeRequest request, int code, String body) {
    try {
      JsonElement parsed = Json.parse(body);
      if (parsed.isJsonObject()) {
        return parsed.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw KubeApiException.invalid(request, code, "the answer is not JSON", e);
    }
    throw KubeApiException.invalid(request, code, "the answer is not a JSON object", null);
  }

  private static String text(Response response) throws IOException {
    ResponseBody body = response.body();
    return body == null ? "" : body.string();
  }

  private static String errorText(Response response) throws IOException {
    return response.peekBody(MAX_ERROR_BODY).string();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Sets up a {@link KubeHttp}. */
  public static final class Builder {
    private final ApiClient apiClient;
    private Duration callTimeout = Duration.ofSeconds(30);
    private Duration pingInterval = Duration.ofSeconds(15);
    private String userAgent = "lws-java";
    private LwsMetrics metrics = LwsMetrics.NONE;
    private DaemonThreads threads = DaemonThreads.standard();

    private Builder(ApiClient apiClient) {
      this.apiClient = apiClient;
    }

    /** Sets how long a short call may take, and a stream until it begins; default 30 s. */
    public Builder callTimeout(Duration timeout) {
      this.callTimeout = timeout;
      return this;
    }

    /** Sets how often an HTTP/2 connection is probed; default 15 s, dead after two. */
    public Builder pingInterval(Duration interval) {
      this.pingInterval = interval;
      return this;
    }

    /** Sets the User-Agent header; default {@code lws-java}. */
    public Builder userAgent(String agent) {
      this.userAgent = agent;
      return this;
    }

    /** Sets what counts the calls. */
    public Builder metrics(LwsMetrics sink) {
      this.metrics = sink;
      return this;
    }

    /** Sets what makes the timer's thread. */
    public Builder threads(DaemonThreads source) {
      this.threads = source;
      return this;
    }

    /**
     * Builds it.
     *
     * @throws IllegalStateException if the client has debugging switched on: it would read watches
     *     to their end before handing them on
     */
    public KubeHttp build() {
      if (apiClient.isDebugging()) {
        throw new IllegalStateException(
            "ApiClient.setDebugging(true) buffers whole answers, so no watch would ever deliver;"
                + " switch it off");
      }
      return new KubeHttp(this);
    }
  }
}
