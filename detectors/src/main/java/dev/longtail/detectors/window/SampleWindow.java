package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of one open window in one shard of the reduced scale: the commands of the hash sample
 * and their vectors. The whole sample is ranked, so there is no pool and no warm-up. Memory is
 * bounded by twice the sample.
 *
 * <p>Only the first sighting of a command carries its vector. Sightings may come in any order: the
 * window joins them by hash.
 */
public final class SampleWindow {
  private final long window;
  private final int capacity;
  private final BestCandidates sample;
  private final Map<Long, Line> embedded = new HashMap<>();
  private long events;

  /** An empty window that starts at {@code window} and keeps {@code capacity} commands. */
  public SampleWindow(long window, int capacity) {
    this.window = window;
    this.capacity = capacity;
    this.sample = new BestCandidates(capacity, window);
  }

  /** Adds a sighting, which may stand for several events. */
  public void add(Line line) {
    Sighting sighting = line.sighting();
    events += sighting.occurrences();
    if (!sample.wants(0, sighting.hash())) {
      return;
    }
    sample.put(sighting, 0);
    if (line.isEmbedded()) {
      embedded.putIfAbsent(sighting.hash(), line);
    }
    if (sample.isFull()) {
      sample.cut(LineScorer.INDIFFERENT);
      embedded.keySet().removeIf(hash -> !sample.holds(hash));
    }
  }

  /** Events added. */
  public long events() {
    return events;
  }

  /** The sample, in the order of {@link HashRankSample}, every command with its vector. */
  public List<Line> sample() {
    List<Line> lines = new ArrayList<>();
    for (Sighting candidate : sample.sample()) {
      Line line = embedded.get(candidate.hash());
      if (line != null) {
        lines.add(line.seen(candidate));
      }
    }
    return lines;
  }

  /** A copy that does not change with this window; lines are shared. */
  public SampleWindow copy() {
    SampleWindow copy = new SampleWindow(window, capacity, sample.copy());
    copy.embedded.putAll(embedded);
    copy.events = events;
    return copy;
  }

  private SampleWindow(long window, int capacity, BestCandidates sample) {
    this.window = window;
    this.capacity = capacity;
    this.sample = sample;
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    out.writeInt(capacity);
    out.writeLong(events);
    sample.write(out);
    out.writeInt(embedded.size());
    for (Line line : embedded.values()) {
      line.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static SampleWindow read(DataInput in) throws IOException {
    SampleWindow read = new SampleWindow(in.readLong(), in.readInt());
    read.events = in.readLong();
    read.sample.readInto(in);
    for (int left = in.readInt(); left > 0; left--) {
      Line line = Line.read(in);
      read.embedded.put(line.sighting().hash(), line);
    }
    return read;
  }
}
