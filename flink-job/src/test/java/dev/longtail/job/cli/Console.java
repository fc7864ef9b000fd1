package dev.longtail.job.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps what is written to standard output and standard error, instead of showing it. */
final class Console implements BeforeEachCallback, AfterEachCallback {
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private PrintStream realOut;
  private PrintStream realErr;

  /** What a command left behind. */
  record Outcome(int status, String out, String err) {}

  /** Runs one command. */
  static Outcome run(String... args) {
    Console console = new Console();
    console.listen();
    try {
      int status = Longtail.run(args);
      return new Outcome(status, console.out(), console.err());
    } finally {
      console.restore();
    }
  }

  /** What was written to standard output. */
  String out() {
    return stdout.toString(StandardCharsets.UTF_8);
  }

  /** What was written to standard error. */
  String err() {
    return stderr.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    listen();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    restore();
  }

  private void listen() {
    realOut = System.out;
    realErr = System.err;
    System.setOut(new PrintStream(stdout, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(stderr, true, StandardCharsets.UTF_8));
  }

  private void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
  }
}
