package dev.longtail.training.review;

import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * How many lines of each stratum a sample takes. Each stratum has at least one. Half of the sample
 * is for what was admitted, because training depends on it, three eighths are for other verdicts,
 * and an eighth is for abstentions, which say nothing of a judge's precision. Within these a
 * stratum gets its share by the square root of its size (power allocation, Bankier 1988), so that a
 * rare rule is seen and a frequent one is known well.
 */
final class Allocation {
  private static final int ADMITTED = 0;
  private static final int KEPT_OUT = 1;
  private static final int ABSTAINED = 2;
  private static final double[] SHARES = {0.5, 0.375, 0.125};

  private Allocation() {}

  /** A stratum that waits for its next line. */
  private record Claim(Stratum stratum, double weight, int taken) {
    /** The divisors of D'Hondt. */
    double priority() {
      return weight / (taken + 1);
    }
  }

  /**
   * The sample's size in each stratum.
   *
   * @param sizes lines of each stratum, 1 or more
   * @param size of the sample; if it is below the number of strata, each stratum has one line
   */
  static Map<Stratum, Integer> of(Map<Stratum, Integer> sizes, int size) {
    double[] roots = new double[SHARES.length];
    sizes.forEach((stratum, lines) -> roots[part(stratum)] += Math.sqrt(lines));
    PriorityQueue<Claim> queue =
        new PriorityQueue<>(
            (a, b) -> {
              int order = Double.compare(b.priority(), a.priority());
              return order != 0 ? order : a.stratum().compareTo(b.stratum());
            });
    Map<Stratum, Integer> taken = new TreeMap<>();
    int left = size;
    for (Map.Entry<Stratum, Integer> each : sizes.entrySet()) {
      taken.put(each.getKey(), 1);
      left--;
      if (each.getValue() > 1) {
        int part = part(each.getKey());
        double weight = SHARES[part] * Math.sqrt(each.getValue()) / roots[part];
        queue.add(new Claim(each.getKey(), weight, 1));
      }
    }
    while (left > 0 && !queue.isEmpty()) {
      Claim next = queue.remove();
      int now = next.taken() + 1;
      taken.put(next.stratum(), now);
      left--;
      if (now < sizes.get(next.stratum())) {
        queue.add(new Claim(next.stratum(), next.weight(), now));
      }
    }
    return taken;
  }

  private static int part(Stratum stratum) {
    if (stratum.admitted()) {
      return ADMITTED;
    }
    return stratum.verdict().equals("ABSTAINED") ? ABSTAINED : KEPT_OUT;
  }
}
