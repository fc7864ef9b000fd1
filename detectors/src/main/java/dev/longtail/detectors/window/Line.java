package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The one record of a unique command on its way from the embedding to the registry: what was seen
 * of it, and its template and vector, each of which is computed once.
 *
 * @param sighting what was seen of it
 * @param template its template; null until it is embedded
 * @param vector of the template, L2-normalised, never changed after construction; null until it is
 *     embedded, or where another sighting of the window brings it
 */
public record Line(Sighting sighting, String template, float[] vector) {
  /** Refuses a template without its vector and a vector without its template. */
  public Line {
    if ((template == null) != (vector == null)) {
      throw new IllegalArgumentException("a template and its vector come together");
    }
  }

  /** A line that is not embedded yet. */
  public static Line of(Sighting sighting) {
    return new Line(sighting, null, null);
  }

  /** The same with its template and the vector of that. */
  public Line embedded(String ofTemplate, float[] itsVector) {
    return new Line(sighting, ofTemplate, itsVector);
  }

  /** The same command with what else was seen of it. */
  Line seen(Sighting all) {
    return new Line(all, template, vector);
  }

  /** Whether template and vector are here. */
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
