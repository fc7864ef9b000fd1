package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sample of a shard's window after the window was closed: all that its ranking needs.
 *
 * @param window start of the window
 * @param shard decides, with the window, every random choice of the ranking
 * @param lines the sample in the order of {@link HashRankSample}, every command with its vector
 */
public record ClosedSample(long window, int shard, List<Line> lines) {
  /** Takes an unmodifiable copy of the lines. */
  public ClosedSample {
    lines = List.copyOf(lines);
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    out.writeInt(shard);
    out.writeInt(lines.size());
    for (Line line : lines) {
      line.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ClosedSample read(DataInput in) throws IOException {
    long window = in.readLong();
    int shard = in.readInt();
    List<Line> lines = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      lines.add(Line.read(in));
    }
    return new ClosedSample(window, shard, lines);
  }
}
