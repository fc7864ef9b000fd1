package dev.longtail.training.classify;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What of a line is slow to compute: its attack marks, and its embedding if a model needs one. The
 * training sets of a table hold mostly the same lines, so they share what is computed. Thread-safe.
 */
public final class LineSources {
  /** Computes marks each time, and no embeddings: for models without, and streams of lines. */
  public static final LineSources TEXT = new LineSources(MarkColumns::of, Optional.empty());

  private final Function<String, int[]> marks;
  private final Optional<LineVectors> vectors;

  private LineSources(Function<String, int[]> marks, Optional<LineVectors> vectors) {
    this.marks = marks;
    this.vectors = vectors;
  }

  /** The same with embeddings. */
  public LineSources with(LineVectors lineVectors) {
    return new LineSources(marks, Optional.of(lineVectors));
  }

  /** The same, but keeps the marks of each line: for lines that come again and again. */
  public LineSources rememberingMarks() {
    Map<String, int[]> known = new ConcurrentHashMap<>();
    return new LineSources(line -> known.computeIfAbsent(line, MarkColumns::of), vectors);
  }

  /** The same with no marks of any line. */
  LineSources withoutMarks() {
    return new LineSources(line -> new int[0], vectors);
  }

  /** The columns of the marks of a line; must not be changed. */
  int[] marks(String commandLine) {
    return marks.apply(commandLine);
  }

  /** The embedding of a line; must not be changed. */
  float[] vector(String commandLine) {
    return vectors.orElseThrow().of(commandLine);
  }

  Optional<LineVectors> vectors() {
    return vectors;
  }
}
