package dev.longtail.labeler.client;

import java.io.Serializable;

/**
 * What labels may cost.
 *
 * @param total caps over the life of the job, all restarts included
 * @param perWindow caps for each detector window
 * @param prices what tokens cost
 */
public record SpendingPlan(Caps total, Caps perWindow, Prices prices) implements Serializable {
  /** No caps and no prices. */
  public static final SpendingPlan FREE = new SpendingPlan(Caps.NONE, Caps.NONE, Prices.UNKNOWN);

  /** Whether money is capped, so that the price of a model must be known. */
  boolean countsMoney() {
    return total.costs() || perWindow.costs();
  }

  /** The same with other caps on the whole. */
  SpendingPlan withTotal(Caps caps) {
    return new SpendingPlan(caps, perWindow, prices);
  }

  /** The same with other prices. */
  SpendingPlan withPrices(Prices other) {
    return new SpendingPlan(total, perWindow, other);
  }
}
