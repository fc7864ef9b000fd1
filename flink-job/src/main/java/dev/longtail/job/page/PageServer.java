package dev.longtail.job.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the page of a streaming job, read only: {@code /}, {@code /state.json} (what the page
 * shows), {@code /line} (a long command line), {@code /funnel.json}, {@code /healthz} (200 or 503,
 * with words) and {@code /metrics}. It asks nobody who he is.
 */
public final class PageServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);
  private static final int THREADS = 4;

  private static final String JSON = "application/json; charset=utf-8";

  /** The form in which Prometheus reads. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final String LINK_TO_METRICS = " <a href=\"/metrics\">metrics</a>";

  static {
    // The JDK's server reads these once. Without the first, each answer waits 40 ms for an
    // acknowledgement; without the others, a client that never ends holds a thread for ever.
    setIfAbsent("sun.net.httpserver.nodelay", "true");
    setIfAbsent("sun.net.httpserver.maxReqTime", "30");
    setIfAbsent("sun.net.httpserver.maxRspTime", "60");
  }

  private final HttpServer server;
  private final ExecutorService workers;
  private final JobPage page;
  private final AllowedHosts hosts;
  private final Optional<Supplier<String>> metrics;
  private final Map<String, Answer> files;

  private PageServer(
      HttpServer server,
      ExecutorService workers,
      JobPage page,
      AllowedHosts hosts,
      Optional<Supplier<String>> metrics) {
    this.server = server;
    this.workers = workers;
    this.page = page;
    this.hosts = hosts;
    this.metrics = metrics;
    Answer html = Answer.file("page.html", "text/html; charset=utf-8");
    this.files =
        Map.of(
            "/", metrics.isPresent() ? html : html.without(LINK_TO_METRICS),
            "/page.css", Answer.file("page.css", "text/css; charset=utf-8"),
            "/page.js", Answer.file("page.js", "text/javascript; charset=utf-8"),
            "/icon.svg", Answer.file("icon.svg", "image/svg+xml"));
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Starts the page of a job, for whoever cannot do without it. For a job on a local cluster:
   *
   * <pre>{@code
   * RunningJob job = new RunningJob(new FlinkRest(LocalFlink.rest(flink)), id);
   * try (PageServer page =
   *     PageServer.start(options.withPagePort(0), JobFinder.of(job), Optional.empty())) {
   *   System.out.println("ready: " + page.address());
   *   ...
   * }
   * }</pre>
   *
   * <p>It reads the outputs where {@code options} send them, so their topics or folders may be made
   * before or after. A job that is started anew has another id: {@link JobFinder#named} finds it.
   *
   * @param options of the job; the page's port must be there, 0 is a free one
   * @param finder finds the job on its cluster
   * @param metrics text in the form of Prometheus, asked for at each request; empty: there is none
   * @throws InputException if the address cannot be used
   */
  public static PageServer start(
      LongtailOptions options, JobFinder finder, Optional<Supplier<String>> metrics) {
    LongtailOptions.Page place = options.streaming().orElseThrow().page();
    HttpServer http = listen(place);
    JobPage page;
    try {
      page = JobPage.of(options, finder);
    } catch (RuntimeException e) {
      http.stop(0);
      throw e;
    }
    return start(http, page, new AllowedHosts(place.names()), metrics);
  }

  static PageServer start(
      HttpServer http, JobPage page, AllowedHosts hosts, Optional<Supplier<String>> metrics) {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "longtail-page-server");
              thread.setDaemon(true);
              return thread;
            });
    PageServer server = new PageServer(http, workers, page, hosts, metrics);
    http.setExecutor(workers);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /**
   * As {@link #start}, if the options name a port. A page that cannot be served is no reason to
   * stop a job: it is said, and that is all.
   *
   * @param metrics text in the form of Prometheus, asked for at each request; empty: there is none
   * @param say is told in a sentence where the page is, or why there is none
   */
  public static Optional<PageServer> startIfWanted(
      LongtailOptions options,
      JobFinder finder,
      Optional<Supplier<String>> metrics,
      Consumer<String> say) {
    if (options.streaming().orElseThrow().page().port().isEmpty()) {
      return Optional.empty();
    }
    try {
      PageServer server = start(options, finder, metrics);
      say.accept("its page is " + server.address());
      return Optional.of(server);
    } catch (RuntimeException | LinkageError e) {
      say.accept("there is no page: " + e.getMessage());
      return Optional.empty();
    }
  }

  static HttpServer listen(LongtailOptions.Page place) {
    int port = place.port().orElseThrow();
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getByName(place.host()), port), 0);
    } catch (IOException e) {
      throw new InputException(
          "page.port: %s:%d cannot be used: %s".formatted(place.host(), port, e.getMessage()), e);
    }
  }

  /** The address, for a browser of this machine. */
  public URI address() {
    InetSocketAddress bound = server.getAddress();
    InetAddress address = bound.getAddress();
    String host =
        address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress().replace("%", "%25");
    return URI.create(
        "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, bound.getPort()));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException e) {
        LOG.warn("the page cannot answer a request", e);
        answer = Answer.words(500, "the page failed; the log says more\n");
      }
      answer.to(exchange);
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!hosts.allows(exchange.getRequestHeaders().getFirst("Host"))) {
      return Answer.words(421, "this page is not served under that name; page.names lists names\n");
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Answer.words(405, "this page is read only\n");
    }
    String path = exchange.getRequestURI().getPath();
    Answer file = files.get(path);
    if (file != null) {
      return file;
    }
    return switch (path) {
      case "/state.json" -> Answer.of(200, JSON, page.state(known(exchange.getRequestURI())));
      case "/funnel.json" -> Answer.of(200, JSON, page.funnel());
      case "/line" ->
          page.line(query(exchange.getRequestURI(), "id"))
              .map(line -> Answer.words(200, line))
              .orElseGet(() -> Answer.words(404, "this line is no longer kept here\n"));
      case "/healthz" -> health();
      case "/metrics" ->
          metrics
              .map(text -> Answer.of(200, METRICS, text.get()))
              .orElseGet(() -> Answer.words(404, "there are no metrics here\n"));
      default -> Answer.words(404, "there is nothing here\n");
    };
  }

  private Answer health() {
    Health health = page.health();
    StringBuilder words = new StringBuilder(health.headline()).append('\n');
    health.notes().forEach(note -> words.append(note.text()).append('\n'));
    return Answer.words(
        health.level() == Health.Level.BAD ? 503 : 200, Printable.lines(words.toString()));
  }

  private static long known(URI request) {
    try {
      return Long.parseLong(query(request, "version"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The value of a parameter; empty if there is none. */
  private static String query(URI request, String name) {
    String query = request.getRawQuery();
    if (query != null) {
      for (String each : query.split("&")) {
        if (each.startsWith(name + "=")) {
          return decoded(each.substring(name.length() + 1));
        }
      }
    }
    return "";
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
    page.close();
  }
}
