package dev.longtail.job.bench;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.udfs.bench.BareForest;
import dev.longtail.udfs.bench.BareLoop;
import dev.longtail.udfs.features.TokenVocabulary;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The least that the full scale's work costs in Java: bytes are read, command lines found and
 * unescaped, their features computed, and each is scored by a forest. No line is checked, counted
 * once, kept or explained, nothing is sorted and nothing can be restored. Each file has a thread,
 * as each subtask of the job has.
 */
final class BareDay {
  private static final byte[] FIELD = "\"command_line\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int FITTED = 4_096;
  private static final int BUFFER = 1 << 20;

  private BareDay() {}

  /**
   * Scores all lines of a folder.
   *
   * @param folder of files of JSON Lines of the native format, of ASCII
   * @return the number of lines
   */
  static long score(Path folder) throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.sorted().toList();
    }
    ExecutorService threads = Executors.newFixedThreadPool(files.size());
    try {
      List<Future<Long>> counts = new ArrayList<>();
      for (Path file : files) {
        counts.add(threads.submit(() -> scoreFile(file)));
      }
      long lines = 0;
      for (Future<Long> count : counts) {
        lines += count.get();
      }
      return lines;
    } catch (ExecutionException e) {
      throw new InputException(folder + ": " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdown();
    }
  }

  private static long scoreFile(Path file) throws IOException {
    List<String> fitted = new ArrayList<>();
    try (Lines lines = new Lines(file)) {
      for (String line = lines.next(); line != null && fitted.size() < FITTED; ) {
        fitted.add(line);
        line = lines.next();
      }
    }
    BareLoop features = new BareLoop(TokenVocabulary.fit(fitted, TokenVocabulary.SIZE));
    float[][] rows = new float[fitted.size()][];
    Arrays.setAll(
        rows,
        i -> {
          features.extract(fitted.get(i));
          return features.values().clone();
        });
    IsolationForestDetector size = IsolationForestDetector.DEFAULT;
    BareForest forest = new BareForest(rows, size.trees(), size.subsample(), 1);
    long scored = 0;
    float shortest = Float.MAX_VALUE;
    try (Lines lines = new Lines(file)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        features.extract(line);
        shortest = Math.min(shortest, forest.totalPathLength(features.values()));
        scored++;
      }
    }
    if (shortest <= 0) {
      throw new IllegalStateException("a path of length " + shortest);
    }
    return scored;
  }

  /** The command lines of a file. */
  private static final class Lines implements AutoCloseable {
    private final InputStream in;
    private final byte[] bytes = new byte[BUFFER];
    private byte[] text = new byte[1 << 10];
    private int next;
    private int end;

    Lines(Path file) throws IOException {
      in = Files.newInputStream(file);
    }

    /** The next command line; null after the last. */
    @SuppressWarnings("deprecation") // one byte a character
    String next() throws IOException {
      int matched = 0;
      while (matched < FIELD.length) {
        int c = read();
        if (c < 0) {
          return null;
        }
        matched = c == FIELD[matched] ? matched + 1 : c == FIELD[0] ? 1 : 0;
      }
      int length = 0;
      for (int c = read(); c != '"'; c = read()) {
        if (c < 0) {
          throw new IOException("a command line without an end");
        }
        if (length == text.length) {
          text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = (byte) (c == '\\' ? unescaped(read()) : c);
      }
      return new String(text, 0, 0, length);
    }

    private int unescaped(int c) throws IOException {
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> hex() << 12 | hex() << 8 | hex() << 4 | hex();
        default -> c;
      };
    }

    private int hex() throws IOException {
      return Character.digit(read(), 16);
    }

    private int read() throws IOException {
      if (next == end) {
        next = 0;
        end = Math.max(0, in.read(bytes));
        if (end == 0) {
          return -1;
        }
      }
      return bytes[next++];
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
