package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * The record of a unique command on its way from the embedding to the registry: its sighting, its
 * template and its vector. Template and vector are computed once.
 *
 * @param sighting the command and its first event
 * @param template its template; null until it is embedded
 * @param vector of the template, L2-normalised, never changed after construction. It is null until
 *     the line is embedded. It also stays null if another sighting of the window brings the vector
 */
public record Line(Sighting sighting, String template, float[] vector) {
  /** Refuses a template without a vector and a vector without a template. */
  public Line {
    if ((template == null) != (vector == null)) {
      throw new IllegalArgumentException("a template and its vector come together");
    }
  }

  /** A line that is not embedded yet. */
  public static Line of(Sighting sighting) {
    return new Line(sighting, null, null);
  }

  /** A copy with the template and its vector. */
  public Line embedded(String ofTemplate, float[] itsVector) {
    return new Line(sighting, ofTemplate, itsVector);
  }

  /** A copy with another sighting of the same command. */
  Line seen(Sighting all) {
    return new Line(all, template, vector);
  }

  /** Equal by content, the vector bit by bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Line that
        && sighting.equals(that.sighting)
        && Objects.equals(template, that.template)
        && Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return sighting.hashCode();
  }

  /** Whether the line has its template and vector. */
  public boolean isEmbedded() {
    return vector != null;
  }

  /** The command line itself. */
  public String commandLine() {
    return sighting.commandLine();
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    sighting.write(out);
    out.writeBoolean(isEmbedded());
    if (isEmbedded()) {
      PackedText.write(template, out);
      PackedFloats.writeVector(vector, out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Line read(DataInput in) throws IOException {
    Line line = of(Sighting.read(in));
    return in.readBoolean()
        ? line.embedded(PackedText.read(in), PackedFloats.readVector(in))
        : line;
  }
}
