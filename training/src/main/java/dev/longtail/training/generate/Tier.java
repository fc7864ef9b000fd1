package dev.longtail.training.generate;

import java.util.Locale;

/** The place of a command in the telemetry. */
enum Tier {
  /** Commands of the machines themselves, all the time and everywhere. */
  HEAD(0.80),
  /** Daily commands of people and jobs. */
  WORK(0.14),
  /** Rare and often complicated: the benign long tail. */
  TAIL(0.06),
  /** An intruder's command. */
  ATTACK(0);

  private final double share;

  Tier(double share) {
    this.share = share;
  }

  /** Share of the benign events. */
  double share() {
    return share;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
