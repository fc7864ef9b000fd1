package dev.longtail.detectors.duplicates;

import dev.longtail.udfs.text.CommandHash;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the exemplar that a line is a near-duplicate of under one {@link NearDuplicateRule}. An
 * exemplar with an equal template wins, the earliest of several. Otherwise the exemplar with the
 * highest cosine wins; of equal cosines, the earliest.
 *
 * <p>A hash map finds equal templates. If the rule wants equal shapes, exemplars are in buckets by
 * shape, otherwise in one bucket. Within a bucket {@link HyperplaneSketch}es select candidates, and
 * the exact cosine decides.
 *
 * <p>The sketches miss a pair just above the threshold with a probability of 1e-4. A pair is missed
 * always or never, because this depends only on its two vectors. So the answer is a function of the
 * set of exemplars and not of their order of arrival.
 *
 * <p>Vectors are not copied: an entry points into the array it came in, which state holds too.
 */
public final class NearDuplicateIndex {
  /** Exemplars remembered by default; with 384 dimensions each takes at least 1.5 KB of heap. */
  public static final int DEFAULT_CAPACITY = 1_000_000;

  private static final int FIRST_ALLOCATION = 16;

  private final NearDuplicateRule rule;
  private final int bound;
  private final Map<Long, Integer> earliest = new HashMap<>();
  private final Map<Long, Bucket> buckets = new HashMap<>();

  private int size;
  private int dimensions = -1;
  private String[] commandLines = new String[FIRST_ALLOCATION];
  private long[] windows = new long[FIRST_ALLOCATION];
  private long[] orders = new long[FIRST_ALLOCATION];
  private long[] identities = new long[FIRST_ALLOCATION];
  private float[][] vectors = new float[FIRST_ALLOCATION][];
  private int[] offsets = new int[FIRST_ALLOCATION];

  /**
   * The exemplar that represents a line.
   *
   * @param commandLine the exemplar's command line
   * @param by the reason
   * @param cosine of the two embeddings; 1 where the templates are equal
   * @param window the exemplar's window
   */
  public record Match(String commandLine, MergedBy by, double cosine, long window) {
    /** The better of two matches: the higher cosine, then the earlier. Either may be null. */
    static Match nearer(Match one, Match other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      boolean second =
          other.cosine > one.cosine || (other.cosine == one.cosine && other.window < one.window);
      return second ? other : one;
    }
  }

  /** An empty index. */
  public NearDuplicateIndex(NearDuplicateRule rule) {
    this.rule = rule;
    this.bound = HyperplaneSketch.bound(rule.cosine());
  }

  /** The exemplar that {@code line} is a near-duplicate of. */
  public Optional<Match> find(EmbeddedLine line) {
    return find(line, Long.MAX_VALUE);
  }

  /**
   * As {@link #find(EmbeddedLine)}, among exemplars of windows that begin before {@code before}.
   */
  public Optional<Match> find(EmbeddedLine line, long before) {
    Integer same = earliest.get(identity(line));
    if (same != null && windows[same] < before) {
      return Optional.of(new Match(commandLines[same], MergedBy.TEMPLATE, 1, windows[same]));
    }
    Bucket bucket = buckets.get(bucketOf(line));
    return bucket == null ? Optional.empty() : nearest(line, bucket, before);
  }

  private Optional<Match> nearest(EmbeddedLine line, Bucket bucket, long before) {
    refuseOther(line);
    int nearest = -1;
    double highest = rule.cosine();
    long[] sketch = line.sketch();
    for (int i = bucket.next(sketch, bound, 0);
        i < bucket.size;
        i = bucket.next(sketch, bound, i + 1)) {
      int entry = bucket.entries[i];
      if (windows[entry] < before) {
        double cosine = line.cosine(vectors[entry], offsets[entry], dimensions);
        boolean nearer =
            cosine > highest || (nearest >= 0 && cosine == highest && isEarlier(entry, nearest));
        if (nearer) {
          highest = cosine;
          nearest = entry;
        }
      }
    }
    return nearest < 0
        ? Optional.empty()
        : Optional.of(new Match(commandLines[nearest], MergedBy.COSINE, highest, windows[nearest]));
  }

  /**
   * Adds an exemplar.
   *
   * @param window the exemplar's window
   * @param order the order of exemplars within a window, lower is earlier; derived from content
   * @param line the exemplar; its vector is not copied
   */
  public void add(long window, long order, EmbeddedLine line) {
    refuseOther(line);
    dimensions = line.dimensions();
    if (size == windows.length) {
      allocate(size + (size >> 1));
    }
    commandLines[size] = line.commandLine();
    windows[size] = window;
    orders[size] = order;
    identities[size] = identity(line);
    vectors[size] = line.vectors();
    offsets[size] = line.offset();
    buckets.computeIfAbsent(bucketOf(line), b -> new Bucket()).add(size, line.sketch(), 0);
    remember(size);
    size++;
  }

  /** Forgets all exemplars of windows that begin before {@code window}. */
  public void forgetBefore(long window) {
    int[] moved = new int[size];
    int kept = 0;
    earliest.clear();
    for (int entry = 0; entry < size; entry++) {
      moved[entry] = -1;
      if (windows[entry] >= window) {
        moved[entry] = kept;
        commandLines[kept] = commandLines[entry];
        windows[kept] = windows[entry];
        orders[kept] = orders[entry];
        identities[kept] = identities[entry];
        vectors[kept] = vectors[entry];
        offsets[kept] = offsets[entry];
        remember(kept++);
      }
    }
    size = kept;
    allocate(Math.max(FIRST_ALLOCATION, kept));
    buckets.values().removeIf(bucket -> bucket.move(moved));
  }

  /** Exemplars in the index. */
  public int size() {
    return size;
  }

  private void remember(int entry) {
    earliest.merge(
        identities[entry], entry, (known, added) -> isEarlier(added, known) ? added : known);
  }

  private boolean isEarlier(int one, int other) {
    return windows[one] != windows[other]
        ? windows[one] < windows[other]
        : orders[one] < orders[other];
  }

  private long bucketOf(EmbeddedLine line) {
    return rule.sameShape() ? line.shape() : 0;
  }

  /** A number that is equal for lines that are near-duplicates whatever their vectors are. */
  private long identity(EmbeddedLine line) {
    return rule.sameShape() ? CommandHash.mix(line.plainTemplate(), line.shape()) : line.template();
  }

  private void allocate(int length) {
    commandLines = Arrays.copyOf(commandLines, length);
    windows = Arrays.copyOf(windows, length);
    orders = Arrays.copyOf(orders, length);
    identities = Arrays.copyOf(identities, length);
    vectors = Arrays.copyOf(vectors, length);
    offsets = Arrays.copyOf(offsets, length);
  }

  private void refuseOther(EmbeddedLine line) {
    if (size > 0 && line.dimensions() != dimensions) {
      throw new IllegalArgumentException(
          "vectors of "
              + line.dimensions()
              + " and "
              + dimensions
              + " dimensions: of different models?");
    }
  }

  /** The exemplars of one shape; their sketches lie one after the other. */
  private static final class Bucket {
    private int size;
    private int[] entries = new int[1];
    private long[] sketches = new long[HyperplaneSketch.WORDS];

    void add(int entry, long[] from, int at) {
      if (size == entries.length) {
        entries = Arrays.copyOf(entries, size + 1 + (size >> 1));
        sketches = Arrays.copyOf(sketches, entries.length * HyperplaneSketch.WORDS);
      }
      entries[size] = entry;
      System.arraycopy(from, at, sketches, size * HyperplaneSketch.WORDS, HyperplaneSketch.WORDS);
      size++;
    }

    /** The first position from {@code from} on that is near enough, or {@link #size}. */
    int next(long[] sketch, int bound, int from) {
      long[] all = sketches;
      long s0 = sketch[0];
      long s1 = sketch[1];
      long s2 = sketch[2];
      long s3 = sketch[3];
      for (int i = from; i < size; i++) {
        int at = i * HyperplaneSketch.WORDS;
        int hamming =
            Long.bitCount(s0 ^ all[at])
                + Long.bitCount(s1 ^ all[at + 1])
                + Long.bitCount(s2 ^ all[at + 2])
                + Long.bitCount(s3 ^ all[at + 3]);
        if (hamming <= bound) {
          return i;
        }
      }
      return size;
    }

    /** Renumbers the entries and drops those with -1; returns whether the bucket is empty. */
    boolean move(int[] moved) {
      int[] old = entries;
      long[] oldSketches = sketches;
      int oldSize = size;
      size = 0;
      entries = new int[1];
      sketches = new long[HyperplaneSketch.WORDS];
      for (int i = 0; i < oldSize; i++) {
        if (moved[old[i]] >= 0) {
          add(moved[old[i]], oldSketches, i * HyperplaneSketch.WORDS);
        }
      }
      return size == 0;
    }
  }
}
