package dev.longtail.detectors.duplicates;

import dev.longtail.udfs.shape.CommandShape;
import dev.longtail.udfs.shape.PlainTemplate;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.text.CommandHash;

/**
 * A command line with all parts that {@link NearDuplicateRule} compares, each computed once: the
 * hashes of its template and plain template, the hash of its shape, its vector, and the vector's
 * sketch.
 *
 * <p>Templates and shapes are compared by 64-bit hashes, as command lines are everywhere ({@link
 * CommandHash}). Not thread-safe.
 */
public final class EmbeddedLine {
  private final String commandLine;
  private final float[] vectors;
  private final int offset;
  private final int dimensions;
  private final long template;
  private final long plainTemplate;
  private Long shape;
  private long[] sketch;

  /** A line with the given hashes. If {@code shape} is null, it is computed at the first use. */
  private EmbeddedLine(
      String commandLine,
      float[] vectors,
      int offset,
      int dimensions,
      long template,
      long plainTemplate,
      Long shape) {
    this.commandLine = commandLine;
    this.vectors = vectors;
    this.offset = offset;
    this.dimensions = dimensions;
    this.template = template;
    this.plainTemplate = plainTemplate;
    this.shape = shape;
  }

  /**
   * A command line and the vector of its template.
   *
   * @param embedding L2-normalised; not copied and never changed afterwards
   */
  public static EmbeddedLine of(String commandLine, float[] embedding) {
    return of(commandLine, embedding, 0, embedding.length);
  }

  /**
   * A command line whose template and shape are known.
   *
   * @param shape digest of its {@link CommandShape}
   * @param embedding of the template, L2-normalised; not copied and never changed afterwards
   */
  public static EmbeddedLine of(
      String commandLine, String template, long shape, float[] embedding) {
    return new EmbeddedLine(
        commandLine,
        embedding,
        0,
        embedding.length,
        CommandHash.of(template),
        CommandHash.of(PlainTemplate.of(template)),
        shape);
  }

  /** The same line; its vector is in {@code packed} from {@code at} on. */
  EmbeddedLine in(float[] packed, int at) {
    return new EmbeddedLine(commandLine, packed, at, dimensions, template, plainTemplate, shape());
  }

  private static EmbeddedLine of(String commandLine, float[] vectors, int offset, int dimensions) {
    String template = CommandTemplate.of(commandLine);
    return new EmbeddedLine(
        commandLine,
        vectors,
        offset,
        dimensions,
        CommandHash.of(template),
        CommandHash.of(PlainTemplate.of(template)),
        null);
  }

  /**
   * A made-up line for measurements: its own template, the shape of {@code like}.
   *
   * @param name makes the line different from others
   */
  public static EmbeddedLine generated(String name, String like, float[] embedding) {
    long shape = CommandShape.of(like).digest();
    long template = CommandHash.of(name);
    return new EmbeddedLine(name, embedding, 0, embedding.length, template, template, shape);
  }

  /**
   * Exemplar {@code i} of a chunk from state; it shares the chunk's array. Template and shape are
   * computed again, because an upgrade may have changed their rules.
   */
  static EmbeddedLine in(ExemplarChunk chunk, int i) {
    int dimensions = chunk.dimensions();
    return of(chunk.commandLines().get(i), chunk.embeddings(), i * dimensions, dimensions);
  }

  /** The command line itself. */
  public String commandLine() {
    return commandLine;
  }

  /** The array that holds the vector, from {@link #offset} on. */
  float[] vectors() {
    return vectors;
  }

  int offset() {
    return offset;
  }

  int dimensions() {
    return dimensions;
  }

  /** The template's hash: equal for equal templates. */
  long template() {
    return template;
  }

  /** The hash of the {@link PlainTemplate}: equal templates have equal ones. */
  long plainTemplate() {
    return plainTemplate;
  }

  /** The shape's hash: equal for equal shapes. */
  long shape() {
    if (shape == null) {
      shape = CommandShape.of(commandLine).digest();
    }
    return shape;
  }

  /** Whether the two shapes are equal. */
  public boolean hasShapeOf(EmbeddedLine other) {
    return shape() == other.shape();
  }

  long[] sketch() {
    if (sketch == null) {
      sketch = HyperplaneSketch.of(dimensions).sketch(vectors, offset);
    }
    return sketch;
  }

  /**
   * The cosine to a line of the same model, at most 1; the same to the last bit on every machine.
   */
  public double cosine(EmbeddedLine other) {
    return cosine(other.vectors, other.offset, other.dimensions);
  }

  double cosine(float[] others, int at, int length) {
    refuseOther(length);
    return Math.min(1, dot(vectors, offset, others, at, dimensions));
  }

  private void refuseOther(int length) {
    if (length != dimensions) {
      throw new IllegalArgumentException(
          "vectors of " + dimensions + " and " + length + " dimensions: of different models?");
    }
  }

  /** Four running sums in a fixed order: fast, and the same to the last bit on every machine. */
  private static float dot(float[] a, int aFrom, float[] b, int bFrom, int length) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      s0 += a[aFrom + i] * b[bFrom + i];
      s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
      s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
      s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
    }
    for (; i < length; i++) {
      s0 += a[aFrom + i] * b[bFrom + i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
