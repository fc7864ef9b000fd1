package dev.longtail.detectors.scade;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongIntHashMap;
import dev.longtail.detectors.model.Contribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The local layer of SCADE: how unusual the n-grams of a line are for its user and for its host,
 * compared with all lines of a sample.
 *
 * <p>An owner is a user or a host. Of the other {@code n} lines of an owner {@code k} hold an
 * n-gram. If the owner did what all do, {@code e = n df / N} would: {@code df} of all {@code N}
 * other lines hold it. The n-gram's surprise is {@code ln((e + 1) / (k + 1))}: the logarithm of the
 * ratio of expected to observed, with one line added to both. So an n-gram that is rare everywhere
 * is no surprise, and neither is any n-gram of an owner of whom little is known: both are the
 * matter of the global layer. A line's score is the sum of the surprise of its different n-grams,
 * for its user and for its host; what is usual for them takes away.
 *
 * <p>Every line of the sample counts for at most one user and one host. So there are at most as
 * many of each as lines, and the counts of an owner are those of a hash sample of its lines.
 */
public final class LocalUsage implements ScoredGrams {
  private final SampleGrams sample;
  private final List<Owner> owners;
  private final Usage users;
  private final Usage hosts;
  private final double[] scores;

  /**
   * Who ran a line first.
   *
   * @param user name of the user; empty if unknown
   * @param host name of the host; empty if unknown
   */
  public record Owner(String user, String host) {}

  /**
   * Scores the lines of a sample.
   *
   * @param texts of the lines; at least one
   * @param owners of the lines, in their order
   */
  public LocalUsage(List<String> texts, List<Owner> owners) {
    if (texts.size() != owners.size()) {
      throw new IllegalArgumentException(texts.size() + " lines of " + owners.size() + " owners");
    }
    this.sample = SampleGrams.of(texts);
    this.owners = List.copyOf(owners);
    this.users = new Usage(Owner::user);
    this.hosts = new Usage(Owner::host);
    this.scores = new double[texts.size()];
    for (int line = 0; line < scores.length; line++) {
      for (double part : contributions(line)) {
        scores[line] += part;
      }
    }
  }

  /** What all users, or all hosts, run. */
  private final class Usage {
    private static final int NOBODY = -1;

    private final int[] ownerOf = new int[owners.size()];
    private final IntArrayList linesOf = new IntArrayList();
    private final LongIntHashMap linesWith = new LongIntHashMap();

    Usage(Function<Owner, String> name) {
      Map<String, Integer> numbers = new HashMap<>();
      for (int line = 0; line < ownerOf.length; line++) {
        String owner = name.apply(owners.get(line));
        if (owner.isEmpty()) {
          ownerOf[line] = NOBODY;
          continue;
        }
        int number = numbers.computeIfAbsent(owner, added -> numbers.size());
        if (number == linesOf.size()) {
          linesOf.add(0);
        }
        ownerOf[line] = number;
        linesOf.set(number, linesOf.get(number) + 1);
        for (int gram : sample.lines().get(line).numbers()) {
          linesWith.addTo(key(number, gram), 1);
        }
      }
    }

    /** How many other lines of a line's owner would hold an n-gram if it did what all do. */
    double expected(int line, int gram) {
      int others = sample.statistics().lines() - 1;
      if (ownerOf[line] == NOBODY || others == 0) {
        return 0;
      }
      double share = (sample.statistics().linesWith(gram) - 1.0) / others;
      return share * (linesOf.get(ownerOf[line]) - 1);
    }

    /** How many other lines of a line's owner hold an n-gram of the line. */
    int observed(int line, int gram) {
      return ownerOf[line] == NOBODY ? 0 : linesWith.get(key(ownerOf[line], gram)) - 1;
    }

    double surprise(int line, int gram) {
      return StrictMath.log1p(expected(line, gram)) - StrictMath.log1p(observed(line, gram));
    }

    private static long key(int owner, int gram) {
      return (long) owner << Integer.SIZE | gram;
    }
  }

  @Override
  public double[] scores() {
    return scores.clone();
  }

  /**
   * The contributions of the n-grams of a line, which add up to its score: those for its user, then
   * those for its host.
   */
  double[] contributions(int line) {
    int[] grams = sample.lines().get(line).numbers();
    double[] parts = new double[2 * grams.length];
    for (int i = 0; i < grams.length; i++) {
      parts[i] = users.surprise(line, grams[i]);
      parts[grams.length + i] = hosts.surprise(line, grams[i]);
    }
    return parts;
  }

  @Override
  public List<Contribution> explain(int line) {
    int[] grams = sample.lines().get(line).numbers();
    double[] parts = contributions(line);
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < grams.length; i++) {
      Owner owner = owners.get(line);
      reasons.add(reason("user", owner.user(), users, line, grams[i], parts[i]));
      reasons.add(reason("host", owner.host(), hosts, line, grams[i], parts[grams.length + i]));
    }
    return Reason.largest(reasons);
  }

  private Reason reason(String kind, String name, Usage usage, int line, int gram, double part) {
    return new Reason(
        kind + " " + sample.nameOf(gram),
        String.format(
            Locale.ROOT,
            "local layer: other lines of %s %s that hold the n-gram;"
                + " usual: as many as if it did what all do",
            kind,
            name),
        usage.observed(line, gram),
        usage.expected(line, gram),
        part);
  }
}
