package io.leaderworkerset.informers.http;

import static io.leaderworkerset.informers.support.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests come as far as this server, which answers when it is told to. */
@Timeout(60)
class FirstConnectionTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final AtomicInteger arrived = new AtomicInteger();
  private final Semaphore answers = new Semaphore(0);
  private final AtomicBoolean fails = new AtomicBoolean();

  @AfterEach
  void end() {
    answers.release(100);
    callers.shutdownNow();
  }

  private OkHttpClient client(Duration patience) {
    return new OkHttpClient.Builder()
        .addInterceptor(new FirstConnection(patience))
        .addInterceptor(
            chain -> {
              arrived.incrementAndGet();
              answers.acquireUninterruptibly();
              if (fails.get()) {
                throw new IOException("nobody there");
              }
              return new Response.Builder()
                  .request(chain.request())
                  .protocol(Protocol.HTTP_2)
                  .code(200)
                  .message("OK")
                  .body(ResponseBody.create(new byte[0], null))
                  .build();
            })
        .build();
  }

  private CompletableFuture<Integer> send(OkHttpClient client) {
    return CompletableFuture.supplyAsync(
        () -> {
          Request request = new Request.Builder().url("http://server/").build();
          try (Response response = client.newCall(request).execute()) {
            return response.code();
          } catch (IOException e) {
            return 0;
          }
        },
        callers);
  }

  /** How many callers wait for their turn. */
  private static long waiting() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            trace ->
                Stream.of(trace).anyMatch(at -> at.getMethodName().equals("tryLock"))
                    && Stream.of(trace)
                        .anyMatch(at -> at.getClassName().equals(FirstConnection.class.getName())))
        .count();
  }

  private void awaitArrived(int requests) {
    await(requests + " arrived", Duration.ofSeconds(30), () -> arrived.get() == requests);
  }

  @Test
  void sendsOneRequestUntilItIsAnsweredAndThenAllAtOnce() {
    OkHttpClient client = client(LONG);
    CompletableFuture<Integer> first = send(client);
    awaitArrived(1);
    CompletableFuture<Integer> second = send(client);
    CompletableFuture<Integer> third = send(client);
    await("both wait", () -> waiting() == 2);
    answers.release();
    assertThat(first.join()).isEqualTo(200);
    awaitArrived(3);
    answers.release(2);
    assertThat(second.join() + third.join()).isEqualTo(400);
  }

  @Test
  void aRequestThatIsNotAnsweredHoldsUpTheOthersForAWhileOnly() {
    OkHttpClient client = client(Duration.ofMillis(20));
    CompletableFuture<Integer> slow = send(client);
    awaitArrived(1);
    CompletableFuture<Integer> other = send(client);
    awaitArrived(2);
    answers.release(2);
    assertThat(slow.join() + other.join()).isEqualTo(400);
  }

  @Test
  void onceAConnectionFailedOneRequestTriesAgainBeforeTheOthers() {
    OkHttpClient client = client(LONG);
    answers.release();
    assertThat(send(client).join()).isEqualTo(200);
    fails.set(true);
    answers.release();
    assertThat(send(client).join()).isZero();
    fails.set(false);
    CompletableFuture<Integer> next = send(client);
    awaitArrived(3);
    CompletableFuture<Integer> after = send(client);
    answers.release();
    CompletableFuture.anyOf(next, after).join();
    awaitArrived(4);
    answers.release();
    assertThat(next.join() + after.join()).isEqualTo(400);
  }
}
