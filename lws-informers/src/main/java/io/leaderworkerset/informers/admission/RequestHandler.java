package io.leaderworkerset.informers.admission;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.admission.review.ReviewAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads requests within the limits, and counts those in work so that a stop can wait for them. */
final class RequestHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  /** How much of a refused body is read and thrown away before the connection is closed. */
  private static final long MAX_DRAIN = 16L * 1024 * 1024;

  private final AdmissionReviews reviews;
  private int inWork;
  private boolean draining;

  RequestHandler(AdmissionReviews reviews) {
    this.reviews = reviews;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    boolean last = enter();
    try (exchange) {
      ReviewAnswer answer = answer(exchange);
      if (answer.status() >= 400) {
        drainBody(exchange); // a client that is still sending would see a reset, not the answer
      }
      byte[] body = answer.body();
      exchange.getResponseHeaders().set("Content-Type", ReviewAnswer.CONTENT_TYPE);
      if (last || answer.status() == 413) {
        exchange.getResponseHeaders().set("Connection", "close");
      }
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      LOG.debug("a client went away or was too slow: {}", e.toString());
      throw e;
    } finally {
      leave();
    }
  }

  private ReviewAnswer answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return ReviewAnswer.failure(405, "MethodNotAllowed", "reviews are sent with POST");
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(ReviewAnswer.CONTENT_TYPE)) {
      return ReviewAnswer.failure(
          415, "UnsupportedMediaType", "reviews are sent as " + ReviewAnswer.CONTENT_TYPE);
    }
    int max = reviews.limits().maxBytes();
    if (length(exchange) > max) {
      return AdmissionReviews.tooLarge(reviews.limits());
    }
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(max == Integer.MAX_VALUE ? max : max + 1);
    return reviews.answer(exchange.getRequestURI().getPath(), body);
  }

  private static void drainBody(HttpExchange exchange) throws IOException {
    byte[] buffer = new byte[8192];
    long left = MAX_DRAIN;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = exchange.getRequestBody().read(buffer);
      left -= Math.max(read, 0);
    }
  }

  private static long length(HttpExchange exchange) {
    String text = exchange.getRequestHeaders().getFirst("Content-Length");
    return text != null && text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  synchronized int inWork() {
    return inWork;
  }

  private synchronized boolean enter() {
    inWork++;
    return draining;
  }

  private synchronized void leave() {
    inWork--;
    notifyAll();
  }

  /**
   * Makes each further answer the last one of its connection, and waits until no request is in
   * work.
   *
   * @return whether that is so
   */
  synchronized boolean drain(Duration timeout) {
    draining = true;
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    while (inWork > 0 && !interrupted) {
      long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        interrupted = true;
      }
    }
    return inWork == 0;
  }
}
