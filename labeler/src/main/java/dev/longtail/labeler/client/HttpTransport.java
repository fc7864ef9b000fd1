package dev.longtail.labeler.client;

import dev.longtail.labeler.net.Certificates;
import dev.longtail.labeler.net.Proxies;
import dev.longtail.labeler.net.Reach;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.asynchttpclient.AsyncCompletionHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
import org.asynchttpclient.proxy.ProxyServer;
import org.asynchttpclient.proxy.ProxyType;
import org.asynchttpclient.uri.Uri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP over Async HTTP Client, and a clock. It has no policy: it does not retry, follow redirects
 * or keep cookies. It reads at most {@value #MAX_BODY_BYTES} bytes of an answer.
 *
 * <p>It owns its event loop and timer, and {@link #close} waits until both have ended. Inside
 * Flink, a Netty thread that outlives the job keeps the job's whole class loader alive.
 */
final class HttpTransport implements AutoCloseable {
  /** A verdict takes a few kilobytes; the limit keeps an endless answer from filling the memory. */
  static final int MAX_BODY_BYTES = 1 << 20;

  private static final int THREADS = 1;

  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  private final EventLoopGroup eventLoop;
  private final HashedWheelTimer timer;
  private final AsyncHttpClient http;

  /** The server sends more than any verdict needs. */
  static final class AnswerTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerTooLongException() {
      super("the answer is longer than " + MAX_BODY_BYTES + " bytes");
    }
  }

  /**
   * An answer.
   *
   * @param header the value of a header; null if there is none
   * @param body its text; what is no UTF-8 is {@code U+FFFD}
   * @param legible whether all of the body is UTF-8
   */
  record Answer(int status, UnaryOperator<String> header, String body, boolean legible) {}

  /** A transport without proxies, which trusts what the JVM trusts. */
  HttpTransport(Duration connectTimeout) {
    this(connectTimeout, Route.DIRECT);
  }

  /**
   * How servers are reached.
   *
   * @param tls of encrypted connections; empty: the JVM's own
   */
  record Route(Proxies proxies, Optional<SslContext> tls) {
    static final Route DIRECT = new Route(Proxies.of(Map.of()), Optional.empty());

    /** By the proxies and the password of the environment. */
    static Route of(Reach reach) {
      return new Route(
          Proxies.ofEnvironment(),
          Certificates.context(reach, System.getenv(Reach.PASSWORD_VARIABLE)));
    }
  }

  // Async HTTP Client recognises this event loop by its class.
  @SuppressWarnings("deprecation")
  HttpTransport(Duration connectTimeout, Route route) {
    eventLoop = new NioEventLoopGroup(THREADS, new DefaultThreadFactory("longtail-label", true));
    timer =
        new HashedWheelTimer(
            new DefaultThreadFactory("longtail-label-timer", true), 50, TimeUnit.MILLISECONDS);
    DefaultAsyncHttpClientConfig.Builder config =
        new DefaultAsyncHttpClientConfig.Builder()
            .setEventLoopGroup(eventLoop)
            .setNettyTimer(timer)
            .setConnectTimeout(connectTimeout)
            .setMaxRequestRetry(0)
            .setFollowRedirect(false)
            .setCookieStore(null)
            .setProxyServerSelector(uri -> proxy(route.proxies(), uri))
            .setUserAgent("longtail");
    route.tls().ifPresent(config::setSslContext);
    http = Dsl.asyncHttpClient(config.build());
  }

  private static ProxyServer proxy(Proxies proxies, Uri target) {
    return proxies
        .to(
            URI.create(
                target.getScheme() + "://" + target.getHost() + ":" + target.getExplicitPort()))
        .map(HttpTransport::proxyServer)
        .orElse(null);
  }

  private static ProxyServer proxyServer(Proxies.Proxy proxy) {
    ProxyServer.Builder server =
        new ProxyServer.Builder(proxy.host(), proxy.port())
            .setProxyType(proxy.secure() ? ProxyType.HTTPS : ProxyType.HTTP);
    if (!proxy.user().isEmpty()) {
      server.setRealm(
          Dsl.basicAuthRealm(proxy.user(), proxy.password()).setUsePreemptiveAuth(true));
    }
    return server.build();
  }

  CompletableFuture<Answer> post(
      String url, Map<String, String> headers, String json, Duration timeout) {
    RequestBuilder request =
        new RequestBuilder("POST")
            .setUrl(url)
            .setHeader("Content-Type", "application/json")
            .setBody(json.getBytes(StandardCharsets.UTF_8));
    return execute(request, headers, timeout);
  }

  CompletableFuture<Answer> get(String url, Map<String, String> headers, Duration timeout) {
    return execute(new RequestBuilder("GET").setUrl(url), headers, timeout);
  }

  /** Runs {@code task} on the event loop after {@code delay}. */
  Future<?> schedule(Runnable task, Duration delay) {
    return eventLoop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      var unused = timer.stop();
      if (!eventLoop
          .shutdownGracefully(0, 2, TimeUnit.SECONDS)
          .awaitUninterruptibly(5, TimeUnit.SECONDS)) {
        LOG.warn("the label client's event loop still runs 5 s after its shutdown");
      }
    }
  }

  private CompletableFuture<Answer> execute(
      RequestBuilder request, Map<String, String> headers, Duration timeout) {
    headers.forEach(request::setHeader);
    request.setHeader("Accept", "application/json");
    request.setRequestTimeout(timeout).setReadTimeout(timeout);
    try {
      return http.executeRequest(request.build(), new BoundedAnswer()).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Collects an answer up to the limit. */
  private static final class BoundedAnswer extends AsyncCompletionHandler<Answer> {
    private int received;

    @Override
    public State onBodyPartReceived(HttpResponseBodyPart part) throws Exception {
      received += part.length();
      if (received > MAX_BODY_BYTES) {
        throw new AnswerTooLongException();
      }
      return super.onBodyPartReceived(part);
    }

    @Override
    public void onThrowable(Throwable failure) {
      // The future carries the failure; the default would log it a second time.
    }

    @Override
    public Answer onCompleted(Response response) {
      HttpHeaders headers = response.getHeaders();
      byte[] bytes = response.getResponseBodyAsBytes();
      return new Answer(
          response.getStatusCode(),
          name -> headers == null ? null : headers.get(name),
          new String(bytes, StandardCharsets.UTF_8),
          isLegible(bytes));
    }

    private static boolean isLegible(byte[] bytes) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        return true;
      } catch (CharacterCodingException e) {
        return false;
      }
    }
  }
}
