package io.leaderworkerset.testkit.cluster;

import com.google.gson.JsonObject;
import io.leaderworkerset.testkit.api.ClusterApi;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.annotation.Nullable;

/**
 * An API that fails at random, before or after the write was done, and whose watch events arrive
 * late and on another thread.
 */
final class FaultyClusterApi implements ClusterApi, AutoCloseable {
  private final ClusterApi real;
  private final Random random;
  private final int percent;
  private final ExecutorService events =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "late-events");
            thread.setDaemon(true);
            return thread;
          });

  FaultyClusterApi(ClusterApi real, long seed, int percent) {
    this.real = real;
    this.random = new Random(seed);
    this.percent = percent;
  }

  private synchronized int dice() {
    return random.nextInt(100);
  }

  private <T> T write(Supplier<T> call) {
    int dice = dice();
    if (dice < percent) {
      throw failure(dice % 2 == 0 ? 409 : 500);
    }
    T done = call.get();
    if (dice < 2 * percent) {
      throw failure(504); // the answer is lost
    }
    return done;
  }

  private static ApiException failure(int code) {
    JsonObject status = new JsonObject();
    status.addProperty("code", code);
    status.addProperty("message", "on purpose");
    return new ApiException(code, status);
  }

  @Override
  @Nullable
  public JsonObject get(String resource, @Nullable String namespace, String name) {
    if (dice() < percent) {
      throw failure(429);
    }
    return real.get(resource, namespace, name);
  }

  @Override
  public List<JsonObject> list(String resource) {
    return real.list(resource);
  }

  @Override
  public JsonObject create(String resource, JsonObject object) {
    return write(() -> real.create(resource, object));
  }

  @Override
  public JsonObject update(String resource, JsonObject object) {
    return write(() -> real.update(resource, object));
  }

  @Override
  public JsonObject updateStatus(String resource, JsonObject object) {
    return write(() -> real.updateStatus(resource, object));
  }

  @Override
  public void delete(
      String resource,
      @Nullable String namespace,
      String name,
      @Nullable String uid,
      @Nullable String propagation,
      @Nullable Long graceSeconds) {
    write(
        () -> {
          real.delete(resource, namespace, name, uid, propagation, graceSeconds);
          return true;
        });
  }

  @Override
  public AutoCloseable watch(Consumer<Change> listener) {
    return real.watch(change -> events.execute(() -> listener.accept(change)));
  }

  @Override
  public void close() {
    events.shutdownNow();
  }
}
