package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A Chromium without a window, used as a person would: by keys. It speaks the DevTools protocol
 * over a web socket of this machine.
 */
final class HeadlessBrowser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, Integer> NAMED_KEYS =
      Map.of(
          "Enter",
          13,
          "Escape",
          27,
          "End",
          35,
          "Home",
          36,
          "ArrowLeft",
          37,
          "ArrowUp",
          38,
          "ArrowRight",
          39,
          "ArrowDown",
          40,
          "Tab",
          9);

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<String> messages;
  private final List<JsonNode> events = new ArrayList<>();
  private final String session;
  private int lastId;

  private HeadlessBrowser(Process process, URI endpoint) throws IOException {
    this.process = process;
    this.messages = new LinkedBlockingQueue<>();
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(endpoint, new Listener(messages))
            .join();
    String target =
        call("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    this.session =
        call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    call("Page.enable", Map.of());
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
    call("Network.enable", Map.of());
  }

  /** The browser of this machine, if it has one. */
  static Optional<Path> executable() {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(place -> Stream.of("chromium", "google-chrome").map(name -> Path.of(place, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a browser that keeps its profile in {@code folder}. */
  static HeadlessBrowser start(Path executable, Path folder) throws Exception {
    Path profile = Files.createDirectories(folder);
    Path port = profile.resolve("DevToolsActivePort");
    Files.deleteIfExists(port);
    ProcessBuilder browser =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    // What a killed browser leaves behind lies in the folder too.
    browser.environment().put("TMPDIR", profile.toString());
    Process process = browser.start();
    try {
      await("the browser starts", () -> lines(port).size() >= 2);
      List<String> lines = lines(port);
      return new HeadlessBrowser(
          process, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Puts the messages of the browser into a queue. */
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> messages;
    private final StringBuilder part = new StringBuilder();

    Listener(BlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws IOException {
    return call(session, method, parameters);
  }

  private JsonNode call(String to, String method, Map<String, ?> parameters) throws IOException {
    int id = ++lastId;
    Map<String, Object> message = new HashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    socket.sendText(Json.MAPPER.writeValueAsString(message), true).join();
    while (true) {
      JsonNode answer = next();
      if (answer.path("id").asInt(-1) == id) {
        if (answer.has("error")) {
          throw new AssertionError(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
      events.add(answer);
    }
  }

  private JsonNode next() throws IOException {
    try {
      String text = messages.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("the browser does not answer");
      }
      return Json.MAPPER.readTree(text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Opens a file and waits until it is there. */
  void open(Path page) throws IOException {
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    await("the page is there", () -> "complete".equals(evaluate("document.readyState")));
  }

  /** Sets the size of the window, in pixels, and whether the system is dark. */
  void look(int width, int height, boolean dark) throws IOException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Presses keys one after the other: letters, or names such as {@code ArrowRight}. */
  void press(String... keys) throws IOException {
    for (String key : keys) {
      boolean named = NAMED_KEYS.containsKey(key);
      Map<String, Object> down = new HashMap<>();
      down.put("type", "keyDown");
      down.put("key", key);
      down.put(
          "windowsVirtualKeyCode",
          named ? NAMED_KEYS.get(key) : Character.toUpperCase(key.charAt(0)));
      if (!named) {
        down.put("text", key);
      } else if (key.equals("Enter")) {
        down.put("text", "\r");
      }
      call("Input.dispatchKeyEvent", down);
      Map<String, Object> up = new HashMap<>(down);
      up.put("type", "keyUp");
      up.remove("text");
      call("Input.dispatchKeyEvent", up);
    }
  }

  /** The value of an expression, as text. */
  String evaluate(String expression) {
    try {
      JsonNode result =
          call(
              "Runtime.evaluate",
              Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
      if (result.has("exceptionDetails")) {
        throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
      }
      return result.path("result").path("value").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The text of the element of an id. */
  String text(String id) {
    return evaluate("document.getElementById('" + id + "').textContent");
  }

  /** Puts what the page lets the user save into a folder. */
  void downloadTo(Path folder) throws IOException {
    call(
        "",
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.toString()));
  }

  /** Chooses a file as if it were picked for the element of an id. */
  void choose(String id, Path file) throws IOException {
    String object =
        call("Runtime.evaluate", Map.of("expression", "document.getElementById('" + id + "')"))
            .path("result")
            .path("objectId")
            .asText();
    call("DOM.setFileInputFiles", Map.of("files", List.of(file.toString()), "objectId", object));
  }

  /** A picture of the whole page. */
  void picture(Path file) throws IOException {
    String png =
        call("Page.captureScreenshot", Map.of("captureBeyondViewport", true)).get("data").asText();
    Files.write(file, Base64.getDecoder().decode(png.getBytes(StandardCharsets.US_ASCII)));
  }

  /** What the page logged as a problem, and addresses that it asked for beside itself. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    evaluate("0");
    for (JsonNode event : events) {
      String method = event.path("method").asText();
      String url = event.path("params").path("request").path("url").asText();
      boolean problem = method.equals("Log.entryAdded") || method.equals("Runtime.exceptionThrown");
      boolean asked =
          method.equals("Network.requestWillBeSent")
              && !url.startsWith("file:")
              && !url.startsWith("blob:");
      if (problem || asked) {
        complaints.add(event.get("params").toString());
      }
    }
    return complaints;
  }

  static void await(String what, BooleanSupplier met) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
