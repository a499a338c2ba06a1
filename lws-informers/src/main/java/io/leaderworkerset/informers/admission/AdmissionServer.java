package io.leaderworkerset.informers.admission;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.leaderworkerset.admission.review.AdmissionReviews;
import io.leaderworkerset.informers.concurrent.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import javax.net.ssl.SSLContext;

/**
 * Serves the webhooks over HTTPS with what the JDK has.
 *
 * <pre>{@code
 * AdmissionServer server =
 *     AdmissionServer.builder(new AdmissionReviews(Gang.NONE))
 *         .certificateFolder(Path.of("/tmp/k8s-webhook-server/serving-certs"))
 *         .build();
 * server.start();
 * ...
 * server.stop(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>A host with a web framework needs none of this: it mounts {@link AdmissionReviews#answer}.
 */
public final class AdmissionServer implements AutoCloseable {
  private final HttpsServer server;
  private final DeadlinePool pool;
  private final RequestHandler requests;
  private final AdmissionReviews reviews;
  private final ServingCertificate certificate;
  @Nullable private final CertificateFiles files;
  private final Duration refresh;
  private final DaemonThreads threads;
  private boolean started;
  private volatile boolean stopped;

  private AdmissionServer(Builder builder) {
    this.reviews = builder.reviews;
    this.certificate = builder.certificate;
    this.files = builder.folder == null ? null : new CertificateFiles(builder.folder, certificate);
    this.refresh = builder.refresh;
    this.threads = builder.threads;
    this.requests = new RequestHandler(reviews);
    this.server = bind(builder.address);
    this.pool = new DeadlinePool(builder.threads, builder.maxRequests, builder.requestTimeout);
    server.setExecutor(pool);
    server.setHttpsConfigurator(new Configurator(certificate.context(), builder.tls));
    server.createContext("/", requests);
  }

  /** Returns a builder; {@code reviews} is what answers. */
  public static Builder builder(AdmissionReviews reviews) {
    return new Builder(reviews);
  }

  /**
   * Starts serving, and looking at the certificate files. May be called before there is a
   * certificate: handshakes fail until then.
   *
   * @throws IllegalStateException if it was started or stopped before
   */
  public synchronized void start() {
    if (started || stopped) {
      throw new IllegalStateException("a server is started once");
    }
    started = true;
    if (files != null) {
      files.refresh();
      pool.timer()
          .scheduleWithFixedDelay(
              files::refresh, refresh.toNanos(), refresh.toNanos(), TimeUnit.NANOSECONDS);
    }
    // The JDK's dispatcher thread is a daemon if the thread that starts it is.
    Thread starter = threads.start("admission-start", server::start);
    DaemonThreads.join(starter, DaemonThreads.deadline(Duration.ofMinutes(1)));
  }

  /** Returns the port it is bound to. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Returns whether it serves: started, with a certificate, and not stopped. */
  public synchronized boolean isReady() {
    return started && !stopped && certificate.get().isPresent();
  }

  /** Returns how many requests are being answered. */
  int requestsInWork() {
    return requests.inWork();
  }

  /** Returns what answers the requests, to be mounted elsewhere: path and bytes in, bytes out. */
  public AdmissionReviews handler() {
    return reviews;
  }

  /**
   * Stops: lets requests in work finish, then closes the port and all connections. Requests that
   * come meanwhile are still answered. Stopping again does nothing.
   *
   * @return whether no request was cut off
   */
  public boolean stop(Duration timeout) {
    synchronized (this) {
      if (stopped) {
        return true;
      }
      stopped = true;
    }
    boolean drained = requests.drain(timeout);
    server.stop(0);
    pool.close();
    return drained;
  }

  /** Stops at once. */
  @Override
  public void close() {
    stop(Duration.ZERO);
  }

  private static HttpsServer bind(InetSocketAddress address) {
    try {
      return HttpsServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot serve webhooks on " + address, e);
    }
  }

  private static final class Configurator extends HttpsConfigurator {
    private final TlsSettings tls;

    Configurator(SSLContext context, TlsSettings tls) {
      super(context);
      this.tls = tls;
    }

    @Override
    public void configure(HttpsParameters parameters) {
      parameters.setSSLParameters(tls.parameters(getSSLContext()));
    }
  }

  /** Sets up an {@link AdmissionServer}. */
  public static final class Builder {
    private final AdmissionReviews reviews;
    private InetSocketAddress address = new InetSocketAddress(9443);
    private ServingCertificate certificate = new ServingCertificate();
    @Nullable private Path folder;
    private Duration refresh = Duration.ofSeconds(5);
    private TlsSettings tls = TlsSettings.DEFAULT;
    private Duration requestTimeout = Duration.ofSeconds(10);
    private int maxRequests = 128;
    private DaemonThreads threads = DaemonThreads.standard();

    private Builder(AdmissionReviews reviews) {
      this.reviews = reviews;
    }

    /** Sets where to listen; default port 9443 on all addresses, 0 takes a free port. */
    public Builder address(InetSocketAddress listen) {
      this.address = listen;
      return this;
    }

    /** Sets the certificate that somebody else keeps up to date. */
    public Builder certificate(ServingCertificate source) {
      this.certificate = source;
      return this;
    }

    /** Sets the folder with tls.crt and tls.key; looked at again and again. */
    public Builder certificateFolder(Path path) {
      this.folder = path;
      return this;
    }

    /** Sets how often the files are looked at; default 5 s, above zero. */
    public Builder refreshInterval(Duration interval) {
      this.refresh = interval;
      return this;
    }

    /** Sets versions and cipher suites; default TLS 1.2 and newer. */
    public Builder tls(TlsSettings settings) {
      this.tls = settings;
      return this;
    }

    /** Sets how long one request may take, from its first byte to its answer; default 10 s. */
    public Builder requestTimeout(Duration timeout) {
      this.requestTimeout = timeout;
      return this;
    }

    /** Sets how many requests may be in work; more are cut off, and retried; default 128. */
    public Builder maxRequests(int requests) {
      this.maxRequests = requests;
      return this;
    }

    /** Sets what makes the threads. */
    public Builder threads(DaemonThreads source) {
      this.threads = source;
      return this;
    }

    /**
     * Binds the port.
     *
     * @throws UncheckedIOException if it is taken
     * @throws IllegalArgumentException if a setting is outside its range
     */
    public AdmissionServer build() {
      if (refresh.isZero() || refresh.isNegative()) {
        throw new IllegalArgumentException("the refresh interval must be above zero");
      }
      if (requestTimeout.isZero() || requestTimeout.isNegative() || maxRequests < 1) {
        throw new IllegalArgumentException(
            "requests need time and threads, not " + requestTimeout + " and " + maxRequests);
      }
      return new AdmissionServer(this);
    }
  }
}
