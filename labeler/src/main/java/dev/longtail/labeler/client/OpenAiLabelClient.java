package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.CommandHash;
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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks an OpenAI-compatible chat completions server.
 *
 * <p>Every failure on the way is handled here and ends as an abstention. Transient failures are
 * tried again until one deadline. A dead endpoint is left alone for a while. No request exceeds the
 * {@link Budget}. Only redacted text is sent, cached or logged.
 */
public final class OpenAiLabelClient implements LabelClient {
  /** A line longer than this many times the limit is abstained without being redacted. */
  private static final int HOPELESS = 8;

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
  private final Budget budget;
  private final VerdictCache cache;
  private final RetryPolicy retries;
  private final Redactor redactor;
  private final VerdictParser parser;
  private final CircuitBreaker breaker =
      new CircuitBreaker(BREAKER_THRESHOLD, BREAKER_PAUSE, System::nanoTime);
  private final HttpTransport http = new HttpTransport(CONNECT_TIMEOUT);
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  /** Nano clock: a provider asked everybody to wait until this time. */
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());

  private volatile boolean closed;

  /**
   * A client; {@link LabelerOptions#open} makes one from options and the environment.
   *
   * @param budget may be shared with other clients
   * @param cache may be shared with other clients
   * @param redactor redacts every line before any other step
   */
  OpenAiLabelClient(
      Endpoint endpoint,
      OfferedModel offered,
      ProviderProfile profile,
      Limits limits,
      Optional<ApiKey> key,
      Budget budget,
      VerdictCache cache,
      Redactor redactor) {
    this.endpoint = endpoint;
    this.offered = offered;
    this.model = offered.id();
    this.profile = profile;
    this.limits = limits;
    this.key = key;
    this.budget = budget;
    this.cache = cache;
    this.redactor = redactor;
    this.retries = RetryPolicy.DEFAULT;
    this.parser = new VerdictParser(model);
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    try {
      return ask(commandLine);
    } catch (RuntimeException e) {
      // The message may quote the line, so the reason names only the kind of the failure.
      return done("internal: " + e.getClass().getSimpleName());
    }
  }

  private CompletableFuture<LabelResult> ask(String commandLine) {
    if (closed) {
      return done("closed");
    }
    if (commandLine == null || commandLine.isBlank()) {
      return done("no command line");
    }
    int longest = limits.maxCommandLength();
    if (commandLine.length() > (long) longest * HOPELESS) {
      return done("truncated: " + commandLine.length() + " characters, at most " + longest);
    }
    String redacted = redactor.redact(commandLine);
    if (redacted.length() > longest) {
      return done("truncated: " + redacted.length() + " characters, at most " + longest);
    }
    return cache
        .get(VerdictCache.key(model, Prompt.VERSION, redacted), () -> new Call(redacted).start())
        .exceptionally(failure -> abstained("internal: " + failure.getClass().getSimpleName()));
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
      call.finish(abstained("closed"));
    }
    http.close();
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
    private final long hash;
    private final String body;
    private final long deadline = System.nanoTime() + limits.deadline().toNanos();

    /** Upper bound: no tokenizer makes more tokens than the text has bytes. */
    private final long maxTokens;

    Call(String redacted) {
      hash = CommandHash.of(redacted);
      Prompt prompt = Prompt.about(redacted);
      body = Json.line(request(prompt));
      maxTokens = body.getBytes(StandardCharsets.UTF_8).length + (long) profile.maxAnswerTokens();
    }

    CompletableFuture<LabelResult> start() {
      if (!breaker.lets()) {
        return done(breaker.reason());
      }
      calls.add(this);
      var unused = verdict.thenRun(() -> calls.remove(this));
      guarded(
          () -> {
            Future<?> alarm = http.schedule(this::expire, limits.deadline());
            var unusedToo = verdict.thenRun(() -> alarm.cancel(false));
            attempt(1);
          });
      if (closed) {
        finish(abstained("closed"));
      }
      return verdict;
    }

    private boolean finish(LabelResult result) {
      return verdict.complete(result);
    }

    private void giveUp(String reason) {
      if (finish(abstained(reason))) {
        breaker.failed(reason);
      }
    }

    private void expire() {
      giveUp("timeout after " + seconds(limits.deadline()));
    }

    /** An unexpected failure must not leave the caller waiting. */
    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException e) {
        giveUp("internal: " + e.getClass().getSimpleName());
      }
    }

    private Duration remaining() {
      return Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
    }

    private void attempt(int number) {
      if (verdict.isDone()) {
        return;
      }
      Duration pause = Duration.ofNanos(pausedUntil.get() - System.nanoTime());
      if (pause.compareTo(Duration.ZERO) > 0) {
        later(number, pause, "http 429");
        return;
      }
      Optional<Budget.Reservation> reservation = budget.reserve(maxTokens);
      if (reservation.isEmpty()) {
        if (finish(abstained(budget.exhaustion()))) {
          breaker.unused();
        }
        return;
      }
      Duration left = remaining().plusMillis(1);
      var unused =
          http.post(endpoint.chat(), headers(), body, left)
              .whenComplete(
                  (answer, failure) ->
                      guarded(
                          () -> {
                            if (failure != null) {
                              broken(number, RetryPolicy.describe(failure));
                            } else {
                              answered(number, answer, reservation.get());
                            }
                          }));
    }

    private void broken(int number, String reason) {
      if (reason.equals("timeout")) {
        expire();
      } else {
        again(number, retries.pause(number + 1, hash), reason);
      }
    }

    private void answered(int number, HttpTransport.Answer answer, Budget.Reservation reservation) {
      int status = answer.status();
      if (status == 200) {
        settle(answer.body(), reservation);
        breaker.answered();
        finish(parser.parse(answer.body()));
      } else if (RetryPolicy.isTransient(status)) {
        Optional<Duration> asked = RetryPolicy.retryAfter(answer.retryAfter(), Instant.now());
        asked.ifPresent(this::pauseEverybody);
        Duration pause = asked.orElseGet(() -> retries.pause(number + 1, hash));
        again(number, pause, reason(answer));
      } else if (RetryPolicy.isAboutTheQuestion(status)) {
        breaker.answered();
        finish(abstained(reason(answer)));
      } else {
        giveUp(reason(answer));
      }
    }

    private void again(int number, Duration pause, String reason) {
      if (number >= retries.maxAttempts()) {
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

    /**
     * Providers say how many tokens an answer used; without a number the upper bound stays
     * reserved.
     */
    private void settle(String completion, Budget.Reservation reservation) {
      try {
        JsonNode total = Json.MAPPER.readTree(completion).path("usage").path("total_tokens");
        if (total.isIntegralNumber() && total.longValue() > 0) {
          reservation.settle(total.longValue());
        }
      } catch (JsonProcessingException e) {
        return; // the parser says what is wrong with it
      }
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
      return safe.isBlank() ? status : status + ": " + safe;
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  /**
   * The models a server offers, for users who named none; empty if the server does not answer in
   * time.
   */
  static List<OfferedModel> models(Endpoint endpoint, Optional<ApiKey> key, Duration timeout) {
    Map<String, String> headers =
        key.map(k -> Map.of("Authorization", k.authorization())).orElse(Map.of());
    try (HttpTransport http = new HttpTransport(timeout)) {
      HttpTransport.Answer answer =
          http.get(endpoint.models(), headers, timeout)
              .get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
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
      return List.of();
    } catch (java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException
        | JsonProcessingException e) {
      return List.of();
    }
  }
}
