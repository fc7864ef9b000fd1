package dev.longtail.labeler.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A label server without any dependency. It speaks OpenAI's chat-completions protocol on loopback
 * and answers by a {@link LocalJudge}: the {@link LabelRules}, unless it is given another. Every
 * answer says who it comes from, for none is a model.
 *
 * <p>When the rules are not sure, the server refuses as real providers do: it sends a {@code
 * refusal} in place of content. Clients read a refusal as an abstention.
 */
public final class LocalLabelServer implements AutoCloseable {
  /** The only model it offers if the rules that come with Longtail answer, and no others. */
  public static final String MODEL = LabelRules.BUILT_IN.model();

  private static final String NO_DELAY = "sun.net.httpserver.nodelay";
  private static final int MAX_REQUEST_BYTES = 1 << 20;

  /** How often so much of a larger request is read and dropped. */
  private static final int MOST_DRAINED = 16;

  private static final int THREADS = 4;

  static {
    // The JDK's server writes an answer's head and body apart; with Nagle's algorithm the second
    // write waits 40 ms for the acknowledgement of the first.
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  private final HttpServer server;
  private final ExecutorService workers;
  private final LocalJudge judge;
  private final AtomicLong answers = new AtomicLong();

  private LocalLabelServer(HttpServer server, ExecutorService workers, LocalJudge judge) {
    this.server = server;
    this.workers = workers;
    this.judge = judge;
  }

  /**
   * Starts on the loopback address.
   *
   * @param port port, or 0 for a free one
   * @throws InputException if the port is taken
   */
  public static LocalLabelServer start(int port) {
    return start(port, UserRules.NONE);
  }

  /**
   * As {@link #start(int)}, with the user's rules beside those that come with Longtail.
   *
   * @throws InputException if a rule is wrong
   */
  public static LocalLabelServer start(int port, UserRules user) {
    return start(port, LabelRules.with(user));
  }

  /**
   * As {@link #start(int)}, with {@code judge} in the place of the rules.
   *
   * @throws InputException if the port is taken
   */
  public static LocalLabelServer start(int port, LocalJudge judge) {
    return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), judge);
  }

  /**
   * Starts on {@code address}.
   *
   * @throws InputException if the port is taken, or the address is not loopback: the server does
   *     not authenticate its clients
   */
  public static LocalLabelServer start(InetSocketAddress address) {
    return start(address, LabelRules.with(UserRules.NONE));
  }

  private static LocalLabelServer start(InetSocketAddress address, LocalJudge judge) {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new InputException(
          address.getHostString() + ": the label server listens on loopback only");
    }
    try {
      HttpServer http = HttpServer.create(address, 0);
      ExecutorService workers =
          Executors.newFixedThreadPool(
              THREADS,
              task -> {
                Thread thread = new Thread(task, "longtail-label-server");
                thread.setDaemon(true);
                return thread;
              });
      http.setExecutor(workers);
      LocalLabelServer server = new LocalLabelServer(http, workers, judge);
      http.createContext("/", server::handle);
      http.start();
      return server;
    } catch (IOException e) {
      throw new InputException("port " + address.getPort() + ": " + e.getMessage(), e);
    }
  }

  /** The model that it offers. */
  public String model() {
    return judge.model();
  }

  /** The address for {@code --endpoint}. */
  public String url() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return "http://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + bound.getPort()
        + "/v1";
  }

  /** Chat completions answered so far, refusals included. */
  public long answers() {
    return answers.get();
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      Reply reply =
          switch (path) {
            case "/v1/chat/completions" -> method.equals("POST") ? chat(exchange) : wrongMethod();
            case "/v1/models" -> method.equals("GET") ? models() : wrongMethod();
            default -> Reply.error(404, "not_found", "no such address: " + path);
          };
      byte[] bytes = Json.line(reply.body()).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private record Reply(int status, ObjectNode body) {
    static Reply error(int status, String code, String message) {
      ObjectNode body = Json.MAPPER.createObjectNode();
      body.putObject("error")
          .put("message", message)
          .put("type", "invalid_request_error")
          .putNull("param")
          .put("code", code);
      return new Reply(status, body);
    }
  }

  private static Reply wrongMethod() {
    return Reply.error(405, "method_not_allowed", "this address does not take that method");
  }

  private Reply models() {
    ObjectNode body = Json.MAPPER.createObjectNode().put("object", "list");
    body.putArray("data")
        .addObject()
        .put("id", judge.model())
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", judge.who());
    return new Reply(200, body);
  }

  /** A client that is still sending when the connection closes would never read the refusal. */
  private static void drain(InputStream in) throws IOException {
    int left = MOST_DRAINED;
    while (left > 0) {
      int dropped = in.readNBytes(MAX_REQUEST_BYTES).length;
      left = dropped == 0 ? 0 : left - 1;
    }
  }

  private Reply chat(HttpExchange exchange) throws IOException {
    byte[] bytes;
    try (InputStream in = exchange.getRequestBody()) {
      bytes = in.readNBytes(MAX_REQUEST_BYTES + 1);
      drain(in);
    }
    if (bytes.length > MAX_REQUEST_BYTES) {
      return Reply.error(413, "request_too_large", "more than " + MAX_REQUEST_BYTES + " bytes");
    }
    JsonNode request;
    try {
      request = Json.MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      return Reply.error(400, "invalid_json", "the body is not valid JSON");
    }
    JsonNode model = request.path("model");
    if (!model.isTextual()) {
      return Reply.error(400, "missing_required_parameter", "field model is missing or no text");
    }
    if (!model.textValue().equals(judge.model())) {
      return Reply.error(
          404,
          "model_not_found",
          "the only model here is " + judge.model() + " (" + judge.who() + ")");
    }
    if (request.path("stream").asBoolean(false)) {
      return Reply.error(400, "unsupported_value", "answers are not streamed here");
    }
    if (!request.path("messages").isArray() || request.get("messages").isEmpty()) {
      return Reply.error(400, "missing_required_parameter", "field messages is missing or empty");
    }
    Optional<String> commandLine = commandLine(request.get("messages"));
    if (commandLine.isEmpty()) {
      return Reply.error(
          400,
          "invalid_prompt",
          "the last user message is no label request of Longtail; " + judge.who());
    }
    return new Reply(200, completion(commandLine.get(), bytes.length));
  }

  private static Optional<String> commandLine(JsonNode messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      JsonNode message = messages.get(i);
      if (message.path("role").asText("").equals("user")) {
        return Prompt.commandLineOf(message.path("content").asText(""));
      }
    }
    return Optional.empty();
  }

  private ObjectNode completion(String commandLine, int requestBytes) {
    LabelRules.Judgement judgement = judge.judgementOn(commandLine);
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("id", "chatcmpl-rules-" + answers.incrementAndGet())
            .put("object", "chat.completion")
            .put("created", System.currentTimeMillis() / 1_000)
            .put("model", judge.model());
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (judgement.verdict() == Verdict.ABSTAINED) {
      message.putNull("content").put("refusal", text(judgement));
    } else {
      message.put("content", Json.line(answer(judgement))).putNull("refusal");
    }
    choice.put("finish_reason", "stop");
    // Rules have no tokens; four bytes per token, as is customary, keep budgets meaningful.
    int prompt = requestBytes / 4;
    int answer = message.toString().length() / 4;
    body.putObject("usage")
        .put("prompt_tokens", prompt)
        .put("completion_tokens", answer)
        .put("total_tokens", prompt + answer);
    return body;
  }

  private ObjectNode answer(LabelRules.Judgement judgement) {
    boolean benign = judgement.verdict() == Verdict.BENIGN;
    return Json.MAPPER
        .createObjectNode()
        .put("what_it_does", text(judgement))
        .put("benign_use", benign ? "everyday work" : "hardly any")
        .put("malicious_use", benign ? "none by itself" : judgement.explanation())
        .put("verdict", judgement.verdict().name());
  }

  private String text(LabelRules.Judgement judgement) {
    return judge.who() + ": [" + judgement.rule() + "] " + judgement.explanation();
  }
}
