package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.labeler.redaction.Redaction;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.CommandHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks an OpenAI-compatible chat completions server.
 *
 * <p>Every failure on the way is handled here and ends as an abstention. Transient failures are
 * tried again until one deadline. A dead endpoint is left alone for a while. No request exceeds the
 * {@link Budget}, and each is in the {@link LabelJournal} before it is sent. Only redacted text is
 * sent, cached or logged.
 */
public final class OpenAiLabelClient implements LabelClient {
  /** A line longer than this many times the limit is abstained without being redacted. */
  private static final int HOPELESS = 8;

  /** As a rule, in the question's English. */
  private static final int CHARACTERS_OF_A_TOKEN = 4;

  /** Tokens of an answer that does not think aloud. */
  private static final int USUAL_ANSWER = 200;

  private static final int BREAKER_THRESHOLD = 5;
  private static final Duration BREAKER_PAUSE = Duration.ofSeconds(30);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * How a client asks.
   *
   * @param deadline longest time from the question to the verdict, retries included
   * @param maxCommandLength characters of a redacted command line; a longer line is abstained
   *     without being sent, because half a line must never be called benign
   */
  public record Limits(Duration deadline, int maxCommandLength) {
    public Limits {
      if (deadline.isNegative() || deadline.isZero() || maxCommandLength < 1) {
        throw new IllegalArgumentException("deadline and length must be positive");
      }
    }
  }

  private final Endpoint endpoint;
  private final OfferedModel offered;
  private final String model;
  private final ProviderProfile profile;
  private final Limits limits;
  private final Optional<ApiKey> key;
  private final Ledger ledger;
  private final VerdictCache cache;
  private final RetryPolicy retries;
  private final Redactor redactor;
  private final VerdictParser parser;
  private final CircuitBreaker breaker;
  private final LabelFigures figures = new LabelFigures();
  private final HttpTransport http = new HttpTransport(CONNECT_TIMEOUT);
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  /** Nano clock: a provider asked everybody to wait until this time. */
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  private volatile boolean closed;

  /**
   * A client; {@link LabelerOptions#open} makes one from options and the environment.
   *
   * @param ledger books every call before it is sent; closed with the client
   * @param cache may be shared with other clients
   * @param redactor redacts every line before any other step
   */
  OpenAiLabelClient(
      Endpoint endpoint,
      OfferedModel offered,
      ProviderProfile profile,
      Limits limits,
      Optional<ApiKey> key,
      Ledger ledger,
      VerdictCache cache,
      Redactor redactor) {
    this(endpoint, offered, profile, limits, key, ledger, cache, redactor, BREAKER_PAUSE);
  }

  /** A client that leaves a dead endpoint alone for {@code breakerPause}. */
  OpenAiLabelClient(
      Endpoint endpoint,
      OfferedModel offered,
      ProviderProfile profile,
      Limits limits,
      Optional<ApiKey> key,
      Ledger ledger,
      VerdictCache cache,
      Redactor redactor,
      Duration breakerPause) {
    this.breaker = new CircuitBreaker(BREAKER_THRESHOLD, breakerPause, System::nanoTime);
    this.endpoint = endpoint;
    this.offered = offered;
    this.model = offered.id();
    this.profile = profile;
    this.limits = limits;
    this.key = key;
    this.ledger = ledger;
    this.cache = cache;
    this.redactor = redactor;
    this.retries = RetryPolicy.DEFAULT;
    this.parser = new VerdictParser(model, profile.mayWrap());
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    return label(commandLine, SpentByWindow.NO_WINDOW);
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine, long window) {
    try {
      return ask(commandLine, window);
    } catch (RuntimeException e) {
      // The message may quote the line, so the reason names only the kind of the failure.
      return done("internal: " + e.getClass().getSimpleName());
    }
  }

  private CompletableFuture<LabelResult> ask(String commandLine, long window) {
    if (closed) {
      return CompletableFuture.completedFuture(unsent("closed"));
    }
    if (commandLine == null || commandLine.isBlank()) {
      return done("no command line");
    }
    int longest = limits.maxCommandLength();
    if (commandLine.length() > (long) longest * HOPELESS) {
      return done("truncated: " + commandLine.length() + " characters, at most " + longest);
    }
    Redaction redaction = redactor.read(commandLine);
    String redacted = redaction.shown();
    if (redacted.length() > longest) {
      return done("truncated: " + redacted.length() + " characters, at most " + longest);
    }
    if (redaction.hidden().isPresent()) {
      return done(redaction.hidden().get());
    }
    String question = question(redaction);
    AtomicBoolean asked = new AtomicBoolean();
    CompletableFuture<LabelResult> verdict =
        cache.get(
            question,
            () -> {
              asked.set(true);
              return new Call(question, redacted, window).start();
            });
    if (!asked.get()) {
      figures.cached();
    }
    return verdict.exceptionally(
        failure -> abstained("internal: " + failure.getClass().getSimpleName()));
  }

  @Override
  public LabelFigures figures() {
    return figures;
  }

  @Override
  public boolean isBreakerOpen() {
    return breaker.closedFor().isPresent();
  }

  @Override
  public Optional<Pause> pause() {
    Duration asked = Duration.ofNanos(Math.max(pausedUntil.get() - System.nanoTime(), 0));
    Optional<Duration> down = breaker.closedFor();
    if (down.isPresent()) {
      return Optional.of(
          new Pause(breaker.reason(), down.get().compareTo(asked) > 0 ? down.get() : asked));
    }
    return asked.isZero()
        ? Optional.empty()
        : Optional.of(new Pause("http 429: the provider asks to wait", asked));
  }

  @Override
  public Optional<String> question(String commandLine) {
    int longest = limits.maxCommandLength();
    if (commandLine == null
        || commandLine.isBlank()
        || commandLine.length() > (long) longest * HOPELESS) {
      return Optional.of("");
    }
    Redaction redaction = redactor.read(commandLine);
    boolean asked = redaction.hidden().isEmpty() && redaction.shown().length() <= longest;
    return Optional.of(asked ? question(redaction) : "");
  }

  /** A placeholder that somebody wrote by hand is not one that stands for a secret. */
  private String question(Redaction redaction) {
    String shown = redaction.shown();
    return redaction.removed() == 0
        ? VerdictCache.key(model, Prompt.VERSION, shown)
        : VerdictCache.key(model, Prompt.VERSION, shown, redaction.places());
  }

  @Override
  public String identity() {
    return VerdictCache.key(endpoint.chat(), model, profile.name());
  }

  @Override
  public List<Quote> quotes(String commandLine) {
    Optional<String> question = question(commandLine).filter(key -> !key.isEmpty());
    if (question.isEmpty()) {
      return List.of(Quote.NOT_ASKED);
    }
    if (cache.knows(question.get())) {
      return List.of(Quote.KNOWN);
    }
    String shown = redactor.read(commandLine).shown();
    Prompt prompt = Prompt.about(shown);
    String body = Json.line(request(prompt));
    TokenUsage likely =
        new TokenUsage(
            (prompt.system().length() + prompt.user().length()) / CHARACTERS_OF_A_TOKEN,
            Math.min(USUAL_ANSWER, profile.maxAnswerTokens()));
    return List.of(
        new Quote(
            Quote.Kind.ASKED,
            question.get(),
            ledger.spent(likely),
            ledger.spent(mostTokens(body))));
  }

  /** Upper bound: no tokenizer makes more tokens than the text has bytes. */
  private TokenUsage mostTokens(String body) {
    return new TokenUsage(body.getBytes(StandardCharsets.UTF_8).length, profile.maxAnswerTokens());
  }

  @Override
  public String describe() {
    if (model.equals(LabelerOptions.UNKNOWN_MODEL)) {
      return "a server that does not say which model it has, at " + endpoint;
    }
    return offered.at(endpoint);
  }

  @Override
  public void close() {
    closed = true;
    for (Call call : calls) {
      call.finish(unsent("closed"));
    }
    http.close();
    ledger.close();
  }

  private LabelResult unsent(String reason) {
    return passing(reason, Again.UNSENT);
  }

  private LabelResult passing(String reason, Again again) {
    return new LabelResult(Verdict.ABSTAINED, reason, model, Prompt.VERSION, again);
  }

  private LabelResult abstained(String reason) {
    return LabelResult.abstained(reason, model, Prompt.VERSION);
  }

  private CompletableFuture<LabelResult> done(String reason) {
    return CompletableFuture.completedFuture(abstained(reason));
  }

  private Map<String, String> headers() {
    return key.map(k -> Map.of("Authorization", k.authorization())).orElse(Map.of());
  }

  private ObjectNode request(Prompt prompt) {
    ObjectNode request = Json.MAPPER.createObjectNode().put("model", model);
    ArrayNode messages = request.putArray("messages");
    messages.addObject().put("role", "system").put("content", prompt.system());
    messages.addObject().put("role", "user").put("content", prompt.user());
    profile.writeLimits(request);
    request.set("response_format", Prompt.responseFormat());
    return request;
  }

  /** One question from its first request to its verdict. */
  private final class Call {
    private final CompletableFuture<LabelResult> verdict = new CompletableFuture<>();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final String question;
    private final String redacted;
    private final long window;
    private final long hash;
    private final String body;
    private final AtomicLong deadline =
        new AtomicLong(System.nanoTime() + limits.deadline().toNanos());
    private volatile boolean waitsForRoom;

    private final TokenUsage maxTokens;

    private int attempts = retries.maxAttempts();

    Call(String question, String redacted, long window) {
      this.question = question;
      this.redacted = redacted;
      this.window = window;
      hash = CommandHash.of(redacted);
      Prompt prompt = Prompt.about(redacted);
      body = Json.line(request(prompt));
      maxTokens = mostTokens(body);
    }

    CompletableFuture<LabelResult> start() {
      CircuitBreaker.Permit permit = breaker.permit();
      if (permit == CircuitBreaker.Permit.NO) {
        return CompletableFuture.completedFuture(unsent(breaker.reason()));
      }
      if (permit == CircuitBreaker.Permit.AS_TRIAL) {
        attempts = 1; // an outage of a night costs one call a pause
      }
      calls.add(this);
      var unused = verdict.thenRun(() -> calls.remove(this));
      guarded(
          () -> {
            setAlarm();
            attempt(1);
          });
      if (closed) {
        finish(unsent("closed"));
      }
      return verdict;
    }

    private void finish(LabelResult result) {
      finish(result, () -> {});
    }

    /** The breaker knows before the caller does, who may ask the next question at once. */
    private void finish(LabelResult result, Runnable report) {
      if (finished.compareAndSet(false, true)) {
        report.run();
        verdict.complete(result);
      }
    }

    private void giveUp(String reason) {
      finish(
          passing(reason, Again.FAILED),
          () -> {
            figures.gaveUp(reason);
            breaker.failed(reason);
          });
    }

    /** Nothing was sent, so the endpoint is neither good nor bad. */
    private void refused(Ledger.Refused refusal) {
      finish(passing(refusal.reason(), refusal.again()), breaker::unused);
    }

    private void setAlarm() {
      Future<?> alarm = http.schedule(this::expire, remaining());
      var unused = verdict.thenRun(() -> alarm.cancel(false));
    }

    /** While the budget has no room for it, no time passes for a call. */
    private void expire() {
      if (waitsForRoom) {
        return;
      }
      if (remaining().isZero()) {
        timedOut();
      } else {
        setAlarm();
      }
    }

    private void timedOut() {
      giveUp("timeout after " + seconds(limits.deadline()));
    }

    private void hasRoom(Ledger.Booking booking) {
      if (waitsForRoom && booking instanceof Ledger.Booked booked) {
        var unused = deadline.addAndGet(booked.waited());
        waitsForRoom = false;
        setAlarm();
      }
    }

    /** An unexpected failure must not leave the caller waiting. */
    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RejectedExecutionException e) {
        giveUp("closed");
      } catch (RuntimeException e) {
        finish(abstained("internal: " + e.getClass().getSimpleName()), breaker::unused);
      }
    }

    private Duration remaining() {
      return Duration.ofNanos(Math.max(deadline.get() - System.nanoTime(), 0));
    }

    private void attempt(int number) {
      if (finished.get()) {
        return;
      }
      Duration pause = Duration.ofNanos(pausedUntil.get() - System.nanoTime());
      if (pause.compareTo(Duration.ZERO) > 0) {
        later(number, pause, "http 429");
        return;
      }
      var unused =
          ledger
              .book(question, window, maxTokens, () -> waitsForRoom = true)
              .thenAccept(
                  booking ->
                      guarded(
                          () -> {
                            hasRoom(booking);
                            if (booking instanceof Ledger.Refused refusal) {
                              refused(refusal);
                            } else {
                              send(number, (Ledger.Booked) booking);
                            }
                          }));
    }

    private void send(int number, Ledger.Booked booked) {
      if (finished.get()) { // the journal took longer than the deadline
        booked.cancel();
        return;
      }
      Duration left = remaining().plusMillis(1);
      figures.sent(number);
      long sent = System.nanoTime();
      var unused =
          http.post(endpoint.chat(), headers(), body, left)
              .whenComplete(
                  (answer, failure) -> {
                    figures.ended(System.nanoTime() - sent);
                    guarded(
                        () -> {
                          if (failure != null) {
                            broken(number, failure, booked);
                          } else {
                            answered(number, answer, booked);
                          }
                        });
                  });
    }

    private void broken(int number, Throwable failure, Ledger.Booked booked) {
      String reason = RetryPolicy.describe(failure);
      if (RetryPolicy.neverArrived(failure)) {
        booked.cancel();
      } else if (!closed) { // else nobody knows what became of it: it stays open in the journal
        booked.failed();
      }
      if (reason.equals("timeout")) {
        timedOut();
      } else if (RetryPolicy.rootOf(failure) instanceof HttpTransport.AnswerTooLongException) {
        finish(abstained(reason), breaker::answered);
      } else {
        again(number, retries.pause(number + 1, hash), reason);
      }
    }

    private void answered(int number, HttpTransport.Answer answer, Ledger.Booked booked) {
      int status = answer.status();
      if (status == 200) {
        LabelResult result = parser.parse(answer.body());
        breaker.answered();
        cache.late(question, result);
        var unused =
            booked
                .settle(TokenUsage.of(answer.body(), booked.upperBound()), result)
                .thenRun(() -> finish(result));
        return;
      }
      if (RetryPolicy.isAboutTheQuestion(status)) {
        String reason = reason(answer);
        breaker.answered();
        var unused =
            booked
                .settle(booked.upperBound(), abstained(reason))
                .thenRun(() -> finish(abstained(reason)));
        return;
      }
      booked.failed();
      if (RetryPolicy.isTransient(status)) {
        Optional<Duration> asked = RetryPolicy.retryAfter(answer.retryAfter(), Instant.now());
        asked.ifPresent(this::pauseEverybody);
        Duration pause = asked.orElseGet(() -> retries.pause(number + 1, hash));
        again(number, pause, reason(answer));
      } else {
        giveUp(reason(answer));
      }
    }

    private void again(int number, Duration pause, String reason) {
      if (number >= attempts) {
        giveUp(reason);
      } else {
        later(number + 1, pause, reason);
      }
    }

    private void later(int number, Duration pause, String reason) {
      if (pause.compareTo(remaining()) >= 0) {
        giveUp(reason + "; the next try in " + seconds(pause) + " would be past the deadline");
      } else {
        var unused = http.schedule(() -> guarded(() -> attempt(number)), pause);
      }
    }

    private void pauseEverybody(Duration pause) {
      long until = System.nanoTime() + Math.min(pause.toNanos(), TimeUnit.HOURS.toNanos(1));
      pausedUntil.accumulateAndGet(until, (a, b) -> a - b > 0 ? a : b);
    }

    private String reason(HttpTransport.Answer answer) {
      String status = "http " + answer.status();
      String message;
      try {
        message = Json.MAPPER.readTree(answer.body()).path("error").path("message").asText("");
      } catch (JsonProcessingException e) {
        return status;
      }
      String safe = redactor.redact(key.map(k -> k.removeFrom(message)).orElse(message));
      return safe.isBlank() || Quotation.isIn(safe, redacted) ? status : status + ": " + safe;
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  /**
   * The models a server offers, for users who named none; an empty list if it answers without
   * naming any.
   *
   * @throws IOException if it does not answer in time, or says that it cannot now
   */
  static List<OfferedModel> models(Endpoint endpoint, Optional<ApiKey> key, Duration timeout)
      throws IOException {
    Map<String, String> headers =
        key.map(k -> Map.of("Authorization", k.authorization())).orElse(Map.of());
    try (HttpTransport http = new HttpTransport(timeout)) {
      HttpTransport.Answer answer =
          http.get(endpoint.models(), headers, timeout)
              .get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
      if (RetryPolicy.isTransient(answer.status())) {
        throw new IOException("http " + answer.status());
      }
      List<OfferedModel> models = new ArrayList<>();
      for (JsonNode offered : Json.MAPPER.readTree(answer.body()).path("data")) {
        if (offered.path("id").isTextual()) {
          models.add(
              new OfferedModel(offered.get("id").textValue(), offered.path("owned_by").asText("")));
        }
      }
      return models;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(RetryPolicy.describe(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("timeout", e);
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }
}
