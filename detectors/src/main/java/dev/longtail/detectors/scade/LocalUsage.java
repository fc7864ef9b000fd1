package dev.longtail.detectors.scade;

import com.carrotsearch.hppc.LongIntHashMap;
import dev.longtail.detectors.model.Contribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The local layer of SCADE: how unusual the n-grams of a line are for its user and for its host,
 * compared with all lines of a sample.
 *
 * <p>An owner is a user or a host. Of the other {@code n} lines of an owner {@code k} hold an
 * n-gram. If the owner did what all do, {@code e = n df / N} would: {@code df} of all {@code N}
 * other lines hold it. The n-gram's surprise is {@code ln((e + 1) / (k + 1))}: the logarithm of the
 * ratio of expected to observed, with one line added to both. So an n-gram that is rare everywhere
 * is no surprise, and neither is any n-gram of an owner of whom little is known: both are the
 * matter of the global layer. A line's score is the sum of the surprise over its n
 * different n-grams, for its user and for its host, divided by {@code √n}: see {@link
 * GlobalRarity}.
 *
 * <p>Every line of the sample counts for exactly one user and one host. So there are at most as
 * many of each as lines, and the counts of an owner are those of a hash sample of its lines.
 */
public final class LocalUsage implements ScoredGrams {
  private final SampleGrams sample;
  private final List<Owner> owners;
  private final LongIntHashMap linesWith = new LongIntHashMap();
  private final Map<String, Integer> users = new HashMap<>();
  private final Map<String, Integer> hosts = new HashMap<>();
  private final List<Integer> linesOf = new ArrayList<>();
  private final double[] scores;

  /**
   * Who ran a line first.
   *
   * @param user name of the user; empty if unknown
   * @param host name of the host; empty if unknown
   */
  public record Owner(String user, String host) {}

  private enum Kind {
    USER,
    HOST
  }

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
    for (int line = 0; line < owners.size(); line++) {
      count(numberOf(Kind.USER, line), line);
      count(numberOf(Kind.HOST, line), line);
    }
    scores = new double[owners.size()];
    for (int line = 0; line < scores.length; line++) {
      double sum = 0;
      for (Kind kind : Kind.values()) {
        for (double part : surprises(kind, line)) {
          sum += part;
        }
      }
      int grams = sample.lines().get(line).size();
      scores[line] = grams == 0 ? 0 : sum / Math.sqrt(grams);
    }
  }

  private void count(int owner, int line) {
    linesOf.set(owner, linesOf.get(owner) + 1);
    for (int gram : sample.lines().get(line).numbers()) {
      linesWith.addTo(key(owner, gram), 1);
    }
  }

  /** The number of a line's user or host; users and hosts have different numbers. */
  private int numberOf(Kind kind, int line) {
    Owner owner = owners.get(line);
    boolean user = kind == Kind.USER;
    Integer known =
        (user ? users : hosts).putIfAbsent(user ? owner.user() : owner.host(), linesOf.size());
    if (known == null) {
      linesOf.add(0);
      return linesOf.size() - 1;
    }
    return known;
  }

  private static long key(int owner, int gram) {
    return (long) owner << Integer.SIZE | gram;
  }

  @Override
  public double[] scores() {
    return scores.clone();
  }

  /** The surprise of each n-gram of a line for its user, or for its host. */
  private double[] surprises(Kind kind, int line) {
    Grams grams = sample.lines().get(line);
    double[] surprises = new double[grams.size()];
    for (int i = 0; i < surprises.length; i++) {
      int gram = grams.numbers()[i];
      surprises[i] =
          StrictMath.log1p(expected(kind, line, gram))
              - StrictMath.log1p(observed(kind, line, gram));
    }
    return surprises;
  }

  /** How many other lines of the owner would hold an n-gram if it did what all do. */
  private double expected(Kind kind, int line, int gram) {
    int others = sample.statistics().lines() - 1;
    double share = others == 0 ? 0 : (sample.statistics().linesWith(gram) - 1.0) / others;
    return share * (linesOf.get(numberOf(kind, line)) - 1);
  }

  /** How many other lines of the owner hold it. */
  private int observed(Kind kind, int line, int gram) {
    return linesWith.get(key(numberOf(kind, line), gram)) - 1;
  }

  /** The contribution of each n-gram to the score: those for the user, then those for the host. */
  double[] contributions(int line) {
    int grams = sample.lines().get(line).size();
    double[] parts = new double[Kind.values().length * grams];
    int next = 0;
    for (Kind kind : Kind.values()) {
      for (double surprise : surprises(kind, line)) {
        parts[next++] = surprise / Math.sqrt(grams);
      }
    }
    return parts;
  }

  @Override
  public List<Contribution> explain(int line) {
    double[] parts = contributions(line);
    List<Reason> reasons = new ArrayList<>();
    int next = 0;
    for (Kind kind : Kind.values()) {
      boolean user = kind == Kind.USER;
      String who =
          user ? "user " + owners.get(line).user() : "host " + owners.get(line).host();
      for (int gram : sample.lines().get(line).numbers()) {
        reasons.add(
            new Reason(
                (user ? "user " : "host ") + sample.nameOf(gram),
                "local layer: other lines of " + who + " that hold the n-gram; usual: as many as"
                    + " if it did what all do",
                observed(kind, line, gram),
                expected(kind, line, gram),
                parts[next++]));
      }
    }
    return Reason.largest(reasons);
  }
}
