package dev.longtail.labeler.client;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.asynchttpclient.AsyncCompletionHandler;
import org.asynchttpclient.AsyncHttpClient;
import org.asynchttpclient.DefaultAsyncHttpClientConfig;
import org.asynchttpclient.Dsl;
import org.asynchttpclient.HttpResponseBodyPart;
import org.asynchttpclient.RequestBuilder;
import org.asynchttpclient.Response;
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

  /** An answer. {@code retryAfter} is the header's text or null. */
  record Answer(int status, String retryAfter, String body) {}

  // Async HTTP Client recognises this event loop by its class.
  @SuppressWarnings("deprecation")
  HttpTransport(Duration connectTimeout) {
    eventLoop = new NioEventLoopGroup(THREADS, new DefaultThreadFactory("longtail-label", true));
    timer =
        new HashedWheelTimer(
            new DefaultThreadFactory("longtail-label-timer", true), 50, TimeUnit.MILLISECONDS);
    http =
        Dsl.asyncHttpClient(
            new DefaultAsyncHttpClientConfig.Builder()
                .setEventLoopGroup(eventLoop)
                .setNettyTimer(timer)
                .setConnectTimeout(connectTimeout)
                .setMaxRequestRetry(0)
                .setFollowRedirect(false)
                .setCookieStore(null)
                .setUserAgent("longtail")
                .build());
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
      return new Answer(
          response.getStatusCode(),
          headers == null ? null : headers.get("Retry-After"),
          response.getResponseBody(StandardCharsets.UTF_8));
    }
  }
}
