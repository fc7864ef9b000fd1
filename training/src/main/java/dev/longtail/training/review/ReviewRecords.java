package dev.longtail.training.review;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decisions, by reviewer and line. Of several decisions of a reviewer on a line the latest counts;
 * of equally late ones that which was read last.
 */
public final class ReviewRecords {
  private final Map<String, Map<String, Review>> byReviewer = new TreeMap<>();
  private long replaced;

  /** Takes a decision. */
  public void add(Review review) {
    Map<String, Review> own =
        byReviewer.computeIfAbsent(review.reviewer(), reviewer -> new TreeMap<>());
    Review other = own.get(review.item());
    if (other == null) {
      own.put(review.item(), review);
    } else if (!other.equals(review)) {
      replaced++;
      if (!review.at().isBefore(other.at())) {
        own.put(review.item(), review);
      }
    }
  }

  /** Each reviewer's decisions, by line. */
  public Map<String, Map<String, Review>> byReviewer() {
    return Collections.unmodifiableMap(byReviewer);
  }

  /** The decisions that count. */
  public Collection<Review> all() {
    return byReviewer.values().stream().flatMap(own -> own.values().stream()).toList();
  }

  /** Decisions that a later one of the same reviewer replaced. A record read twice is none. */
  public long replaced() {
    return replaced;
  }
}
