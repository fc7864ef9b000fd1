package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.labeler.prompt.Framing;
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
import java.util.HashMap;
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
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server by the form of its {@link ProviderProfile}.
 *
 * <p>Every failure on the way is handled here and ends as an abstention. Transient failures are
 * tried again until one deadline. A dead endpoint is left alone for a while. No request exceeds the
 * {@link Budget}, and each is in the {@link LabelJournal} before it is sent. Only redacted text is
 * sent, cached or logged.
 *
 * <p>What may be about the question or about the endpoint ({@link AnswerKind#DOUBTFUL}) is believed
 * of the question only if the server answers a harmless one, and then refuses this one again. A
 * part of the request that the server refuses is left out from then on ({@link RequestForm}). The
 * server gets as many calls at once as it answers well ({@link CallLimit}).
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

  /** Nobody can take it for anything but harmless, and no filter refuses it. */
  private static final String CONTROL = "ls -l";

  private static final Logger LOG = LoggerFactory.getLogger(OpenAiLabelClient.class);

  /**
   * How a client treats its server.
   *
   * @param concurrency calls at once, at most
   * @param breakerPause how long a dead endpoint is left alone
   * @param quotaPause how long one is left alone that wants to be paid first
   * @param route to it
   */
  record Manner(
      int concurrency,
      Duration breakerPause,
      Duration quotaPause,
      RetryPolicy retries,
      HttpTransport.Route route) {
    static final Manner DEFAULT =
        new Manner(
            LabelerOptions.DEFAULT_CONCURRENCY,
            BREAKER_PAUSE,
            BREAKER_PAUSE.multipliedBy(10),
            RetryPolicy.DEFAULT,
            HttpTransport.Route.DIRECT);

    Manner to(int most, HttpTransport.Route way) {
      return new Manner(most, breakerPause, quotaPause, retries, way);
    }

    Manner withBreakerPause(Duration pause) {
      return new Manner(concurrency, pause, pause.multipliedBy(10), retries, route);
    }
  }

  /**
   * How a client asks.
   *
   * @param deadline longest time from the first request to the verdict, retries included
   * @param maxCommandLength characters of a redacted command line; a longer line is abstained
   *     without being sent, because half a line must never be called benign
   * @param framing who bears the burden of proof
   */
  public record Limits(Duration deadline, int maxCommandLength, Framing framing) {
    public Limits {
      if (deadline.isNegative() || deadline.isZero() || maxCommandLength < 1) {
        throw new IllegalArgumentException("deadline and length must be positive");
      }
    }

    /** As one judge alone is asked. */
    public Limits(Duration deadline, int maxCommandLength) {
      this(deadline, maxCommandLength, Framing.GUILT);
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
  private final Manner manner;
  private final Redactor redactor;
  private final CircuitBreaker breaker;
  private final String promptVersion;
  private final CallLimit places;
  private LabelFigures figures = new LabelFigures();
  private final HttpTransport http;

  /** What the server has been found to take. */
  private final AtomicReference<RequestForm> form;

  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  /** Nano clock: a provider asked everybody to wait until this time. */
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  private volatile boolean closed;

  /** Whether benign verdicts are not believed any more. */
  private volatile boolean distrusted;

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
    this(endpoint, offered, profile, limits, key, ledger, cache, redactor, Manner.DEFAULT);
  }

  /** A client that treats its server in a {@code manner} of its own. */
  OpenAiLabelClient(
      Endpoint endpoint,
      OfferedModel offered,
      ProviderProfile profile,
      Limits limits,
      Optional<ApiKey> key,
      Ledger ledger,
      VerdictCache cache,
      Redactor redactor,
      Manner manner) {
    this.breaker = new CircuitBreaker(BREAKER_THRESHOLD, manner.breakerPause(), System::nanoTime);
    this.places = new CallLimit(manner.concurrency(), limits.deadline(), System::nanoTime);
    figures.atOnce(places::now);
    this.endpoint = endpoint;
    this.offered = offered;
    this.model = offered.id();
    this.profile = profile;
    this.limits = limits;
    this.key = key;
    this.ledger = ledger;
    this.cache = cache;
    this.redactor = redactor;
    this.promptVersion = Prompt.version(limits.framing());
    this.manner = manner;
    this.form = new AtomicReference<>(RequestForm.of(profile));
    this.http = new HttpTransport(CONNECT_TIMEOUT, manner.route());
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
              return new Call(question, redacted, window, (latency, body) -> {}).start();
            });
    if (!asked.get()) {
      figures.cached();
    }
    return verdict.exceptionally(
        failure -> abstained("internal: " + failure.getClass().getSimpleName()));
  }

  /**
   * Counts in {@code shared}, as the other judges do that must agree. Before the first question.
   */
  OpenAiLabelClient countingIn(LabelFigures shared) {
    figures = shared;
    figures.atOnce(places::now);
    return this;
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
        ? VerdictCache.key(model, promptVersion, shown)
        : VerdictCache.key(model, promptVersion, shown, redaction.places());
  }

  String model() {
    return model;
  }

  @Override
  public String identity() {
    return VerdictCache.key(profile.chat(endpoint, model), model, profile.name(), promptVersion);
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
    Prompt prompt = Prompt.about(shown, limits.framing());
    RequestForm how = form.get();
    String body = request(prompt, how);
    TokenUsage likely =
        new TokenUsage(
            (prompt.system().length() + prompt.user().length()) / CHARACTERS_OF_A_TOKEN,
            Math.min(USUAL_ANSWER, how.maxAnswerTokens()));
    return List.of(
        new Quote(
            Quote.Kind.ASKED,
            question.get(),
            ledger.spent(likely),
            ledger.spent(mostTokens(body, how))));
  }

  /** Upper bound: no tokenizer makes more tokens than the text has bytes. */
  private static TokenUsage mostTokens(String body, RequestForm how) {
    return new TokenUsage(body.getBytes(StandardCharsets.UTF_8).length, how.maxAnswerTokens());
  }

  @Override
  public void distrust() {
    distrusted = true;
    cache.forgetBenign();
    ledger.distrust();
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
    return new LabelResult(Verdict.ABSTAINED, reason, model, promptVersion, again);
  }

  private LabelResult abstained(String reason) {
    return LabelResult.abstained(reason, model, promptVersion);
  }

  private CompletableFuture<LabelResult> done(String reason) {
    return CompletableFuture.completedFuture(abstained(reason));
  }

  private Map<String, String> headers() {
    return headers(profile, key);
  }

  private static Map<String, String> headers(ProviderProfile profile, Optional<ApiKey> key) {
    Map<String, String> headers = new HashMap<>(profile.headers());
    key.ifPresent(k -> headers.putAll(profile.headers(k)));
    return headers;
  }

  private String request(Prompt prompt, RequestForm how) {
    return Json.line(profile.request(model, prompt, how));
  }

  /** What the server has refused so far, for reports. */
  RequestForm form() {
    return form.get();
  }

  /** Sees every answer with HTTP 200 to a question. */
  @FunctionalInterface
  interface Observer {
    void seen(Duration latency, String body);
  }

  /** Asks a question whose answer is not known from earlier, and lets {@code observer} see it. */
  CompletableFuture<LabelResult> probe(String commandLine, Observer observer) {
    Redaction redaction = redactor.read(commandLine);
    return new Call(question(redaction), redaction.shown(), SpentByWindow.NO_WINDOW, observer)
        .start();
  }

  /** How sure it is that a refusal is about the question. */
  private enum Doubt {
    NONE,
    /** A harmless question is asked instead. */
    CONTROL,
    /** The harmless one was answered: this one is asked again, and believed. */
    AGAIN
  }

  /** One question from its first request to its verdict. */
  private final class Call {
    private final CompletableFuture<LabelResult> verdict = new CompletableFuture<>();
    private final AtomicBoolean finished = new AtomicBoolean();
    private final String question;
    private final String redacted;
    private final long window;
    private final long hash;
    private final Prompt prompt;
    private final Observer observer;
    private final AtomicLong deadline = new AtomicLong();
    private volatile boolean waitsForRoom;
    private int attempts = manner.retries().maxAttempts();
    private volatile Doubt doubt = Doubt.NONE;
    private volatile Optional<CallLimit.Place> place = Optional.empty();

    Call(String question, String redacted, long window, Observer observer) {
      this.question = question;
      this.redacted = redacted;
      this.window = window;
      this.observer = observer;
      hash = CommandHash.of(redacted);
      prompt = Prompt.about(redacted, limits.framing());
    }

    CompletableFuture<LabelResult> start() {
      CircuitBreaker.Permit permit = breaker.permit();
      if (permit == CircuitBreaker.Permit.NO) {
        return CompletableFuture.completedFuture(held());
      }
      if (permit == CircuitBreaker.Permit.AS_TRIAL) {
        attempts = 1; // an outage of a night costs one call a pause
      }
      calls.add(this);
      var unused = verdict.thenRun(() -> calls.remove(this));
      places.enter(free -> guarded(() -> begin(free, permit)));
      if (closed) {
        finish(unsent("closed"));
      }
      return verdict;
    }

    /** Time runs from here: how long a call waits for a place says nothing about the server. */
    private void begin(CallLimit.Place free, CircuitBreaker.Permit permit) {
      place = Optional.of(free);
      if (finished.get()) {
        free.leave();
        return;
      }
      boolean wentDown = permit == CircuitBreaker.Permit.YES && breaker.closedFor().isPresent();
      if (wentDown) {
        finish(held());
        return;
      }
      deadline.set(System.nanoTime() + limits.deadline().toNanos());
      setAlarm();
      attempt(1);
    }

    private LabelResult held() {
      return breaker.isTripped()
          ? passing(breaker.reason(), Again.SPENT)
          : unsent(breaker.reason());
    }

    private void finish(LabelResult result) {
      finish(result, () -> {});
    }

    /** The breaker knows before the caller does, who may ask the next question at once. */
    private void finish(LabelResult result, Runnable report) {
      if (finished.compareAndSet(false, true)) {
        report.run();
        verdict.complete(result);
        place.ifPresent(CallLimit.Place::leave);
      }
    }

    private void giveUp(String reason) {
      finish(
          passing(reason, Again.FAILED),
          () -> {
            figures.gaveUp(reason);
            breaker.failed(reason);
            place.ifPresent(CallLimit.Place::failed);
          });
    }

    /** No call will be served until somebody pays. */
    private void unpaid(String reason) {
      String why = "quota: the provider's credit or limit is used up: " + reason;
      finish(passing(why, Again.SPENT), () -> breaker.trip(why, manner.quotaPause()));
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
      RequestForm how = form.get();
      boolean control = doubt == Doubt.CONTROL;
      String body = request(control ? Prompt.about(CONTROL, limits.framing()) : prompt, how);
      String booked =
          control ? VerdictCache.key(model, promptVersion, "control", CONTROL) : question;
      var unused =
          ledger
              .book(booked, window, mostTokens(body, how), () -> waitsForRoom = true)
              .thenAccept(
                  booking ->
                      guarded(
                          () -> {
                            hasRoom(booking);
                            if (booking instanceof Ledger.Refused refusal) {
                              refused(refusal);
                            } else {
                              send(number, how, body, (Ledger.Booked) booking);
                            }
                          }));
    }

    private void send(int number, RequestForm how, String body, Ledger.Booked booked) {
      if (finished.get()) { // the journal took longer than the deadline
        booked.cancel();
        return;
      }
      Duration left = remaining().plusMillis(1);
      figures.sent(number);
      long sent = System.nanoTime();
      var unused =
          http.post(profile.chat(endpoint, model), headers(), body, left)
              .whenComplete(
                  (answer, failure) -> {
                    long took = System.nanoTime() - sent;
                    figures.ended(took);
                    guarded(
                        () -> {
                          if (failure != null) {
                            broken(number, failure, booked);
                          } else if (answer.status() == 200) {
                            answered(number, how, answer, took, booked);
                          } else {
                            declined(number, how, answer, booked);
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
        doubtful(number, reason);
      } else {
        again(number, manner.retries().pause(number + 1, hash), reason);
      }
    }

    private void answered(
        int number, RequestForm how, HttpTransport.Answer answer, long took, Ledger.Booked booked) {
      VerdictParser.Reading reading =
          answer.legible()
              ? new VerdictParser(model, profile, how.mayWrap(), promptVersion).read(answer.body())
              : new VerdictParser.Reading(abstained("schema: the response is no UTF-8"), false);
      TokenUsage tokens = TokenUsage.of(answer.body(), booked.upperBound());
      if (reading.ofTheModel()) {
        place.ifPresent(p -> p.seen(took));
      }
      if (doubt == Doubt.CONTROL || !(reading.ofTheModel() || doubt == Doubt.AGAIN)) {
        var unused = booked.settle(tokens, null);
        if (!reading.ofTheModel()) {
          doubtful(number, reading.result().reason());
        } else {
          breaker.answered();
          doubt = Doubt.AGAIN;
          attempt(number + 1);
        }
        return;
      }
      observer.seen(Duration.ofNanos(took), answer.body());
      if (distrusted && reading.result().verdict() == Verdict.BENIGN) {
        var unused = booked.settle(tokens, null);
        finish(unsent("the judge is halted"), breaker::answered);
        return;
      }
      cache.late(question, reading.result());
      believed(reading.result(), tokens, booked);
    }

    /** The answer counts: it is written down before it leaves. */
    private void believed(LabelResult result, TokenUsage tokens, Ledger.Booked booked) {
      breaker.answered();
      var unused = booked.settle(tokens, result).thenRun(() -> finish(result));
    }

    /** The server has answered, but not the question. */
    private void declined(
        int number, RequestForm how, HttpTransport.Answer answer, Ledger.Booked booked) {
      ServerError said = ServerError.in(answer.body());
      String reason = reason(answer.status(), said);
      // Words of the line itself decide nothing: who writes a line could stop all others.
      boolean quoted = Quotation.isIn(said.message(), doubt == Doubt.CONTROL ? CONTROL : redacted);
      ServerError error = quoted ? said.withoutMessage() : said;
      Optional<RequestPart> part =
          RequestForm.isRefusal(answer.status()) ? how.refusedBy(error) : Optional.empty();
      if (part.isPresent()) {
        booked.failed();
        learn(part.get(), reason);
        attempt(number);
        return;
      }
      AnswerKind kind = AnswerKind.of(answer.status(), error);
      boolean refusedAgain = kind == AnswerKind.DOUBTFUL && doubt == Doubt.AGAIN;
      if (refusedAgain || (kind == AnswerKind.OF_THE_QUESTION && doubt != Doubt.CONTROL)) {
        believed(abstained(reason), booked.upperBound(), booked);
        return;
      }
      booked.failed();
      switch (kind) {
        case UNPAID -> unpaid(reason);
        case BUSY -> {
          place.ifPresent(CallLimit.Place::failed);
          Optional<Duration> asked = RetryAfter.of(answer.header(), error.message(), Instant.now());
          asked.ifPresent(this::pauseEverybody);
          again(number, asked.orElseGet(() -> manner.retries().pause(number + 1, hash)), reason);
        }
        case DOUBTFUL -> doubtful(number, reason);
        default -> giveUp(reason);
      }
    }

    /** Once for all: the calls to come do not ask for it. */
    private void learn(RequestPart part, String reason) {
      RequestForm before = form.getAndUpdate(how -> how.has(part) ? how.without(part) : how);
      if (before.has(part)) {
        LOG.info(
            "{} does not take {}, and is asked without it: {}", endpoint, part.words(), reason);
      }
    }

    /**
     * This question, or any? A harmless one tells: if it is answered, this one is asked once more.
     * If that is not answered either, nobody is.
     */
    private void doubtful(int number, String reason) {
      switch (doubt) {
        case NONE -> {
          doubt = Doubt.CONTROL;
          attempt(number + 1);
        }
        case CONTROL -> giveUp(reason);
        case AGAIN -> finish(abstained(reason), breaker::answered);
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

    private String reason(int code, ServerError error) {
      String status = "http " + code;
      String message = error.message();
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
  static List<OfferedModel> models(
      Endpoint endpoint,
      ProviderProfile profile,
      Optional<ApiKey> key,
      HttpTransport.Route route,
      Duration timeout)
      throws IOException {
    try (HttpTransport http = new HttpTransport(timeout, route)) {
      HttpTransport.Answer answer =
          http.get(endpoint.models(), headers(profile, key), timeout)
              .get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
      if (AnswerKind.of(answer.status(), ServerError.in(answer.body())) == AnswerKind.BUSY) {
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
