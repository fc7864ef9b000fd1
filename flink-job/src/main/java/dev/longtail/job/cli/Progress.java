package dev.longtail.job.cli;

import java.time.Duration;

/** Reports a command's progress on stderr, with the time since its start. */
final class Progress {
  private final long start = System.nanoTime();

  void say(String text) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    System.err.printf("[%3d:%02d] %s%n", elapsed.toMinutes(), elapsed.toSecondsPart(), text);
  }
}
