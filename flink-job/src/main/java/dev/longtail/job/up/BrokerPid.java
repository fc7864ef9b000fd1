package dev.longtail.job.up;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The file that names the process of a folder's broker. After a kill of its launcher a broker still
 * stores what it has for some seconds, and no other may use its folder.
 */
final class BrokerPid {
  private static final Duration ENDING = Duration.ofSeconds(20);

  /** Start times of a process are read from the system and not quite exact. */
  private static final Duration SAME = Duration.ofSeconds(2);

  private final Path file;

  /** The file in {@code folder}. */
  BrokerPid(Path folder) {
    this.file = folder.resolve("broker.pid");
  }

  /** Names {@code process}. */
  void write(Process process) throws IOException {
    long started = process.info().startInstant().orElseGet(Instant::now).toEpochMilli();
    Files.writeString(file, process.pid() + " " + started + "\n");
  }

  /** The broker that the file names, if its process still runs. */
  Optional<ProcessHandle> running() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).strip().split(" ");
    try {
      Instant started = Instant.ofEpochMilli(Long.parseLong(words[1]));
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(ProcessHandle::isAlive)
          .filter(process -> beganAt(process, started));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return Optional.empty(); // The kill came while it was written.
    }
  }

  /** A number is used again: the process must also have begun when the broker did. */
  private static boolean beganAt(ProcessHandle process, Instant time) {
    return process
        .info()
        .startInstant()
        .map(at -> Duration.between(at, time).abs().compareTo(SAME) < 0)
        .orElse(false);
  }

  /** Waits for the end of a broker that still runs, and at last ends it. */
  void awaitEnd(Consumer<String> say) throws IOException {
    Optional<ProcessHandle> broker = running();
    if (broker.isEmpty()) {
      return;
    }
    long pid = broker.get().pid();
    say.accept("the broker of an earlier start still runs, process " + pid + "; waiting for it");
    if (!ends(broker.get())) {
      var unused = broker.get().destroyForcibly();
      if (!ends(broker.get())) {
        throw new IOException("process " + pid + " of an earlier start does not end");
      }
    }
  }

  private static boolean ends(ProcessHandle process) {
    try {
      var unused = process.onExit().get(ENDING.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted", e);
    }
  }
}
