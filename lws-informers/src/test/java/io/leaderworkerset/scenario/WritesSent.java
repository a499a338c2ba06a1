package io.leaderworkerset.scenario;

import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/** The writes of one client that should not have been sent. */
final class WritesSent implements Interceptor {
  private final Map<String, String> lastApplied = new ConcurrentHashMap<>();
  private final List<String> needless = new CopyOnWriteArrayList<>();

  /** Listens to this client from now on. */
  WritesSent(ApiClient client) {
    client.setHttpClient(client.getHttpClient().newBuilder().addInterceptor(this).build());
  }

  /** Returns what was refused with 409, and each patch that was the last one of its object, too. */
  List<String> needless() {
    return needless;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    String what = request.method() + " " + request.url().encodedPath();
    if (request.method().equals("PATCH")) {
      String body = text(request.body());
      if (body.equals(lastApplied.put(what, body))) {
        needless.add("sent twice: " + what + " " + body);
      }
    }
    Response response = chain.proceed(request);
    if (response.code() == 409) {
      needless.add("refused with 409: " + what);
    }
    return response;
  }

  private static String text(RequestBody body) throws IOException {
    Buffer buffer = new Buffer();
    if (body != null) {
      body.writeTo(buffer);
    }
    return buffer.readUtf8();
  }
}
