package dev.longtail.job.config;

import dev.longtail.job.config.LongtailOptions.KafkaTopic;

/**
 * What a job writes on its state, so that a start knows whose it is and whether it can read it.
 *
 * @param fingerprint the options that the state depends on
 * @param owner the job, as topic and consumer group of its events; empty if the state does not say
 */
public record StateLabel(Fingerprint fingerprint, String owner) {
  /** No topic's name holds it. */
  private static final String BETWEEN = "/";

  /** The label of the streaming job of {@code options}. */
  public static StateLabel of(LongtailOptions options) {
    KafkaTopic source = options.streaming().orElseThrow().source();
    return new StateLabel(options.fingerprint(), source.topic() + BETWEEN + source.groupId());
  }

  /** The topic of the owner's events; empty if there is no owner. */
  public String topic() {
    int end = owner.indexOf(BETWEEN);
    return end < 0 ? "" : owner.substring(0, end);
  }

  /**
   * Whether the state of {@code kept} may be this job's: state without an owner may be anyone's.
   */
  public boolean mayOwn(StateLabel kept) {
    return kept.owner.isEmpty() || kept.owner.equals(owner);
  }
}
