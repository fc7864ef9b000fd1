package dev.longtail.detectors.drift;

import dev.longtail.detectors.ranking.LineModel;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.features.Tokens;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;

/**
 * The distributions of a window: counts for each bin of each {@link DriftMeasure}. Profiles of
 * shards add up to that of their window, in any order.
 */
public final class WindowProfile {
  private final long window;
  private final long[][] counts;

  /** By measure; NaN before it was compared. */
  private final double[] indexes;

  /** An empty profile of the window that starts at {@code window}. */
  public WindowProfile(long window) {
    this.window = window;
    this.counts = new long[DriftMeasure.values().length][];
    for (DriftMeasure measure : DriftMeasure.values()) {
      counts[measure.ordinal()] = new long[measure.bins()];
    }
    this.indexes = new double[counts.length];
    Arrays.fill(indexes, Double.NaN);
  }

  /**
   * The profile of a shard's complete window. Its sample stands for its unique command lines.
   *
   * @param previous model of the shard's previous window; null if there is none: then there are no
   *     scores
   */
  public static WindowProfile of(ShardWindow window, LineModel previous) {
    WindowProfile profile = new WindowProfile(window.window());
    long unique = window.unique();
    profile.count(DriftMeasure.UNIQUE_SHARE, 0, unique);
    profile.count(DriftMeasure.UNIQUE_SHARE, 1, window.events() - unique);
    for (Sighting line : window.sample()) {
      profile.countWords(line.commandLine());
      if (previous != null) {
        double score = previous.score(line.commandLine());
        profile.count(DriftMeasure.SCORES, DriftMeasure.binOfScore(score), 1);
      }
    }
    return profile;
  }

  private void countWords(String commandLine) {
    for (String token : new HashSet<>(Tokens.of(commandLine))) {
      int bin = DriftMeasure.binOfToken(token);
      if (bin >= 0) {
        count(DriftMeasure.VOCABULARY, bin, 1);
      }
    }
  }

  private void count(DriftMeasure measure, int bin, long more) {
    counts[measure.ordinal()][bin] += more;
  }

  /** Start of the window. */
  public long window() {
    return window;
  }

  /** Adds the counts of another part of the window. */
  public void add(WindowProfile part) {
    for (int measure = 0; measure < counts.length; measure++) {
      for (int bin = 0; bin < counts[measure].length; bin++) {
        counts[measure][bin] += part.counts[measure][bin];
      }
    }
  }

  /** Counts of a measure by bin; not to be changed. */
  long[] counts(DriftMeasure measure) {
    return counts[measure.ordinal()];
  }

  /** Keeps how far the window was from those before it. */
  public void remember(WindowDrift drift) {
    indexes[drift.measure().ordinal()] = drift.psi();
  }

  /** How far the window was from those before it; NaN if that is not known. */
  double index(DriftMeasure measure) {
    return indexes[measure.ordinal()];
  }

  /** A copy that does not change with this profile. */
  public WindowProfile copy() {
    WindowProfile copy = new WindowProfile(window);
    copy.add(this);
    System.arraycopy(indexes, 0, copy.indexes, 0, indexes.length);
    return copy;
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    out.writeInt(counts.length);
    for (DriftMeasure measure : DriftMeasure.values()) {
      out.writeUTF(measure.label());
      out.writeDouble(index(measure));
      out.writeInt(measure.bins());
      for (long count : counts(measure)) {
        out.writeLong(count);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static WindowProfile read(DataInput in) throws IOException {
    WindowProfile read = new WindowProfile(in.readLong());
    for (int left = in.readInt(); left > 0; left--) {
      DriftMeasure measure = DriftMeasure.labelled(in.readUTF());
      read.indexes[measure.ordinal()] = in.readDouble();
      long[] counts = read.counts(measure);
      if (in.readInt() != counts.length) {
        throw new IOException("a profile with other bins");
      }
      for (int bin = 0; bin < counts.length; bin++) {
        counts[bin] = in.readLong();
      }
    }
    return read;
  }
}
