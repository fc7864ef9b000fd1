package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one shard knows of one open window of the reduced scale: the commands of the hash sample and
 * their embeddings. All of it is ranked, so there is no pool and no warm-up; memory is bounded by
 * twice the sample.
 *
 * <p>Sightings may come in any order, those with an embedding behind those without.
 */
public final class SampleWindow {
  private static final int VERSION = 1;

  private final long window;
  private final int capacity;
  private final BestCandidates sample;
  private final Map<Long, float[]> embeddings = new HashMap<>();
  private long events;

  /** An empty window that starts at {@code window} and keeps {@code capacity} commands. */
  public SampleWindow(long window, int capacity) {
    this.window = window;
    this.capacity = capacity;
    this.sample = new BestCandidates(capacity, window);
  }

  /** Adds a sighting. */
  public void add(EmbeddedCommand command) {
    events++;
    Sighting sighting = command.sighting();
    if (!sample.wants(0, sighting.hash())) {
      return;
    }
    sample.put(sighting, 0);
    if (command.embedding() != null) {
      embeddings.putIfAbsent(sighting.hash(), command.embedding());
    }
    if (sample.isFull()) {
      sample.cut(LineScorer.INDIFFERENT);
      embeddings.keySet().removeIf(hash -> !sample.holds(hash));
    }
  }

  /** Sightings added. */
  public long events() {
    return events;
  }

  /** The sample, in the order of {@link HashRankSample}, every command with its embedding. */
  public List<EmbeddedCommand> sample() {
    List<EmbeddedCommand> commands = new ArrayList<>();
    for (Sighting candidate : sample.sample()) {
      float[] embedding = embeddings.get(candidate.hash());
      if (embedding != null) {
        commands.add(new EmbeddedCommand(candidate, embedding));
      }
    }
    return commands;
  }

  public SampleWindow copy() {
    SampleWindow copy = new SampleWindow(window, capacity, sample.copy());
    copy.embeddings.putAll(embeddings);
    copy.events = events;
    return copy;
  }

  private SampleWindow(long window, int capacity, BestCandidates sample) {
    this.window = window;
    this.capacity = capacity;
    this.sample = sample;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeLong(window);
    out.writeInt(capacity);
    out.writeLong(events);
    sample.write(out);
    out.writeInt(embeddings.size());
    for (Map.Entry<Long, float[]> entry : embeddings.entrySet()) {
      out.writeLong(entry.getKey());
      PackedFloats.writeVector(entry.getValue(), out);
    }
  }

  public static SampleWindow read(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("state of a sample's window in version " + version);
    }
    SampleWindow read = new SampleWindow(in.readLong(), in.readInt());
    read.events = in.readLong();
    read.sample.readInto(in);
    for (int left = in.readInt(); left > 0; left--) {
      read.embeddings.put(in.readLong(), PackedFloats.readVector(in));
    }
    return read;
  }
}
