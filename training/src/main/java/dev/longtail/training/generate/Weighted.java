package dev.longtail.training.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Items to draw from, each with a probability in proportion to its weight. */
final class Weighted<T> {
  private final List<T> items;
  private final double[] cumulative;

  private Weighted(List<T> items, double[] cumulative) {
    this.items = items;
    this.cumulative = cumulative;
  }

  List<T> items() {
    return items;
  }

  T draw(Rng rng) {
    double at = rng.unit() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, at);
    // An exact hit is the end of an item's interval. The interval is open, so the hit belongs to
    // the next item.
    int index = found >= 0 ? found + 1 : -found - 1;
    return items.get(Math.min(index, items.size() - 1));
  }

  static final class Builder<T> {
    private final List<T> items = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();

    /** Adds an item; an item of weight 0 is left out, because it can never be drawn. */
    Builder<T> add(T item, double weight) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("weight must be finite and not negative: " + weight);
      }
      if (weight > 0) {
        items.add(item);
        weights.add(weight);
      }
      return this;
    }

    boolean isEmpty() {
      return items.isEmpty();
    }

    Weighted<T> build() {
      if (items.isEmpty()) {
        throw new IllegalStateException("nothing to draw from");
      }
      double[] cumulative = new double[items.size()];
      double sum = 0;
      for (int i = 0; i < cumulative.length; i++) {
        sum += weights.get(i);
        cumulative[i] = sum;
      }
      return new Weighted<>(List.copyOf(items), cumulative);
    }
  }
}
