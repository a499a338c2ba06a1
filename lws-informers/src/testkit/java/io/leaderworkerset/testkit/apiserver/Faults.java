package io.leaderworkerset.testkit.apiserver;

import io.leaderworkerset.testkit.api.ClusterApi.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import javax.annotation.Nullable;

/**
 * Faults on demand, for requests over HTTP only. Each method that names a fault returns a rule,
 * which does nothing until {@link Rule#start} is called:
 *
 * <pre>{@code
 * server.faults().conflict().when(ApiRequest::isWrite).probability(0.1).start();
 * }</pre>
 *
 * <p>Chances are drawn from one seeded sequence. Safe for use by several threads.
 */
public final class Faults {
  private final Store store;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final Random random = new Random(0);
  private final Object gate = new Object();
  private boolean paused;
  private volatile boolean expiredAsStatus;

  Faults(Store store) {
    this.store = store;
  }

  private enum Kind {
    LATENCY,
    REFUSAL,
    CUT,
    LOST_RESPONSE,
    DROP_WATCH,
    DUPLICATE_EVENT
  }

  /** What to do with a request before it is looked at. */
  record Before(@Nullable ApiException refusal, boolean cut) {}

  /** What to do with an event of a watch. */
  record OnEvent(boolean drop, boolean duplicate) {}

  /** One fault, where it strikes, how often, and how often it has. */
  public final class Rule implements AutoCloseable {
    private final Kind kind;
    private final Duration min;
    private final Duration max;
    @Nullable private final ApiException refusal;
    private final AtomicLong hits = new AtomicLong();
    private volatile Predicate<ApiRequest> where;
    private volatile double probability = 1;
    private volatile long times = Long.MAX_VALUE;

    private Rule(Kind kind, Predicate<ApiRequest> where, @Nullable ApiException refusal) {
      this(kind, where, refusal, Duration.ZERO, Duration.ZERO);
    }

    private Rule(
        Kind kind,
        Predicate<ApiRequest> where,
        @Nullable ApiException refusal,
        Duration min,
        Duration max) {
      this.kind = kind;
      this.where = where;
      this.refusal = refusal;
      this.min = min;
      this.max = max;
    }

    /** Narrows the rule to requests the condition holds for. */
    public Rule when(Predicate<ApiRequest> condition) {
      where = where.and(condition);
      return this;
    }

    /** Strikes with this chance, from 0 to 1; without a call, always. */
    public Rule probability(double chance) {
      if (!(chance >= 0 && chance <= 1)) {
        throw new IllegalArgumentException("probability must be from 0 to 1, not " + chance);
      }
      probability = chance;
      return this;
    }

    /** Strikes at most this many times; without a call, without limit. */
    public Rule times(int limit) {
      times = limit;
      return this;
    }

    /** Puts the rule into effect. */
    public Rule start() {
      rules.add(this);
      return this;
    }

    /** Returns how often the rule has struck. */
    public long hits() {
      return Math.min(hits.get(), times);
    }

    /** Takes the rule out of effect. */
    @Override
    public void close() {
      rules.remove(this);
    }

    private boolean strikes(Kind asked, ApiRequest request) {
      return kind == asked
          && where.test(request)
          && (probability >= 1 || chance() < probability)
          && hits.incrementAndGet() <= times;
    }
  }

  /** Returns a rule that delays requests by a time between the two. */
  public Rule latency(Duration min, Duration max) {
    return new Rule(Kind.LATENCY, r -> true, null, min, max);
  }

  /** Returns a rule that answers updates, patches, applies and deletions with 409 Conflict. */
  public Rule conflict() {
    ApiException refusal =
        Statuses.failure(
            409,
            "Conflict",
            "Operation cannot be fulfilled: the object has been modified; please apply your"
                + " changes to the latest version and try again");
    return new Rule(Kind.REFUSAL, r -> r.isWrite() && !r.verb().equals("create"), refusal);
  }

  /** Returns a rule that answers with 429 and this Retry-After, in whole seconds. */
  public Rule tooManyRequests(Duration retryAfter) {
    return new Rule(
        Kind.REFUSAL,
        r -> true,
        Statuses.retryLater(
            429,
            "TooManyRequests",
            "too many requests, please try again later",
            retryAfter.toSeconds()));
  }

  /** Returns a rule that answers with this code, such as 500 or 503. */
  public Rule serverError(int code) {
    return new Rule(
        Kind.REFUSAL,
        r -> true,
        code == 503
            ? Statuses.failure(503, "ServiceUnavailable", "the server is unavailable (injected)")
            : Statuses.failure(code, "InternalError", "Internal error occurred: injected fault"));
  }

  /** Returns a rule that answers with this status. */
  public Rule answer(ApiException status) {
    return new Rule(Kind.REFUSAL, r -> true, status);
  }

  /** Returns a rule that closes the connection before the request is looked at. */
  public Rule cutConnection() {
    return new Rule(Kind.CUT, r -> true, null);
  }

  /** Returns a rule that carries a write out and then closes the connection without an answer. */
  public Rule lostResponse() {
    return new Rule(Kind.LOST_RESPONSE, ApiRequest::isWrite, null);
  }

  /** Returns a rule that ends a watch instead of sending it an event. */
  public Rule dropWatch() {
    return new Rule(Kind.DROP_WATCH, ApiRequest::isWatch, null);
  }

  /** Returns a rule that sends an event of a watch twice. */
  public Rule duplicateEvent() {
    return new Rule(Kind.DUPLICATE_EVENT, ApiRequest::isWatch, null);
  }

  /** Ends all watches that are open now. */
  public void dropWatches() {
    store.cutWatches();
  }

  /** Forgets the history of changes: resuming from a version known until now is answered 410. */
  public void compact() {
    store.compact();
  }

  /**
   * Chooses how a watch from a version that is too old is refused: by an ERROR event in a stream of
   * status 200, as the API server does, or (true) by the HTTP status 410, as some proxies do.
   */
  public void answerExpiredWatchesWithStatus(boolean asStatus) {
    expiredAsStatus = asStatus;
  }

  /** Accepts requests from now on but does not answer them until {@link #resume}. */
  public void pause() {
    synchronized (gate) {
      paused = true;
    }
  }

  /** Answers again, those first that have been waiting. */
  public void resume() {
    synchronized (gate) {
      paused = false;
      gate.notifyAll();
    }
  }

  /** Begins the sequence of chances anew. */
  public void seed(long seed) {
    synchronized (random) {
      random.setSeed(seed);
    }
  }

  /** Takes all rules out of effect and resumes. */
  public void clear() {
    rules.clear();
    expiredAsStatus = false;
    resume();
  }

  private double chance() {
    synchronized (random) {
      return random.nextDouble();
    }
  }

  boolean expiredAsStatus() {
    return expiredAsStatus;
  }

  Before before(ApiRequest request) throws InterruptedException {
    synchronized (gate) {
      while (paused) {
        gate.wait();
      }
    }
    for (Rule rule : rules) {
      if (rule.strikes(Kind.LATENCY, request)) {
        long span = rule.max.toMillis() - rule.min.toMillis();
        Thread.sleep(rule.min.toMillis() + (long) (chance() * Math.max(0, span)));
      } else if (rule.strikes(Kind.CUT, request)) {
        return new Before(null, true);
      } else if (rule.strikes(Kind.REFUSAL, request)) {
        return new Before(rule.refusal, false);
      }
    }
    return new Before(null, false);
  }

  boolean losesResponse(ApiRequest request) {
    return rules.stream().anyMatch(r -> r.strikes(Kind.LOST_RESPONSE, request));
  }

  OnEvent onEvent(ApiRequest request) {
    boolean drop = false;
    boolean duplicate = false;
    for (Rule rule : rules) {
      drop |= rule.strikes(Kind.DROP_WATCH, request);
      duplicate |= rule.strikes(Kind.DUPLICATE_EVENT, request);
    }
    return new OnEvent(drop, duplicate);
  }
}
