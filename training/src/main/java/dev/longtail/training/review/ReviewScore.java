package dev.longtail.training.review;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the reviews of a sample say of its judges.
 *
 * @param sample id of the sample
 * @param confidence of intervals and bounds
 * @param scores one for each judge and class, if there are such verdicts
 * @param strata what was found in each stratum
 * @param reviewers what each reviewer did
 * @param agreements how far each two reviewers agree
 * @param disagreements lines of which reviewers say different things
 * @param wrong lines of which all reviewers say the opposite of the judge
 * @param replaced decisions that a later one of the same reviewer replaced
 */
public record ReviewScore(
    String sample,
    double confidence,
    List<Score> scores,
    List<StratumReview> strata,
    List<Reviewer> reviewers,
    List<ReviewerAgreement> agreements,
    List<Said> disagreements,
    List<Said> wrong,
    long replaced) {
  public ReviewScore {
    scores = List.copyOf(scores);
    strata = List.copyOf(strata);
    reviewers = List.copyOf(reviewers);
    agreements = List.copyOf(agreements);
    disagreements = List.copyOf(disagreements);
    wrong = List.copyOf(wrong);
  }

  /**
   * The precision of a judge's verdicts of a class.
   *
   * @param judge whose verdicts
   * @param verdicts which of them
   * @param strata the strata that they are in
   * @param precision estimate, interval and bound
   */
  public record Score(
      ReviewedJudge judge,
      VerdictClass verdicts,
      List<StratumReview> strata,
      StratifiedPrecision precision) {
    public Score {
      strata = List.copyOf(strata);
    }

    /** Lines of the population. */
    public long population() {
      return strata.stream().mapToLong(StratumReview::size).sum();
    }

    /** Lines in the sample. */
    public int sampled() {
      return strata.stream().mapToInt(StratumReview::sampled).sum();
    }

    /** Lines of which the reviewers say what the judge said. */
    public int right() {
      return strata.stream().mapToInt(StratumReview::right).sum();
    }

    /** Lines of which they say the opposite. */
    public int wrong() {
      return strata.stream().mapToInt(StratumReview::wrong).sum();
    }

    /** Lines of which they could not tell. */
    public int unsure() {
      return strata.stream().mapToInt(StratumReview::unsure).sum();
    }

    /** Lines of which they say different things. */
    public int disagreed() {
      return strata.stream().mapToInt(StratumReview::disagreed).sum();
    }

    /** Lines that nobody has decided. */
    public int notReviewed() {
      return strata.stream().mapToInt(StratumReview::notReviewed).sum();
    }

    /** Of these, lines before one that was reviewed. */
    public int passedOver() {
      return strata.stream().mapToInt(StratumReview::passedOver).sum();
    }
  }

  /**
   * A reviewer's work.
   *
   * @param name who it is
   * @param decided lines decided, also as unsure
   * @param verdictShown of these, those decided after the judge's verdict was shown
   */
  public record Reviewer(
      String name, int decided, int benign, int malicious, int unsure, int verdictShown) {}

  /**
   * What was said of a line.
   *
   * @param item the line
   * @param opinions by reviewer
   */
  public record Said(SampleItem item, Map<String, Opinion> opinions) {
    public Said {
      opinions = Map.copyOf(opinions);
    }
  }

  /**
   * Scores reviews.
   *
   * @param confidence above 0, below 1
   */
  public static ReviewScore of(ReviewSample sample, ReviewRecords reviews, double confidence) {
    Map<Stratum, List<SampleItem>> items = new TreeMap<>();
    Map<Stratum, List<Consensus>> consensus = new HashMap<>();
    List<Said> disagreements = new ArrayList<>();
    List<Said> wrong = new ArrayList<>();
    for (SampleItem item : sample.items()) {
      Map<String, Opinion> opinions = new TreeMap<>();
      reviews
          .byReviewer()
          .forEach(
              (reviewer, own) -> {
                Review review = own.get(item.item());
                if (review != null) {
                  opinions.put(reviewer, review.opinion());
                }
              });
      Consensus all = Consensus.of(opinions.values());
      items.computeIfAbsent(item.stratum(), stratum -> new ArrayList<>()).add(item);
      consensus.computeIfAbsent(item.stratum(), stratum -> new ArrayList<>()).add(all);
      if (all == Consensus.DISAGREED) {
        disagreements.add(new Said(item, opinions));
      } else if (contradicts(item.stratum().verdict(), all)) {
        wrong.add(new Said(item, opinions));
      }
    }
    List<StratumReview> strata = new ArrayList<>();
    items.forEach((stratum, some) -> strata.add(StratumReview.of(some, consensus.get(stratum))));
    return new ReviewScore(
        sample.id(),
        confidence,
        scores(strata, confidence),
        strata,
        reviewers(reviews),
        agreements(reviews),
        disagreements,
        wrong,
        reviews.replaced());
  }

  private static boolean contradicts(String verdict, Consensus consensus) {
    return (verdict.equals("BENIGN") && consensus == Consensus.MALICIOUS)
        || (verdict.equals("MALICIOUS") && consensus == Consensus.BENIGN);
  }

  private static List<Score> scores(List<StratumReview> strata, double confidence) {
    TreeSet<ReviewedJudge> judges = new TreeSet<>();
    strata.forEach(each -> judges.add(each.stratum().judge()));
    List<Score> scores = new ArrayList<>();
    for (ReviewedJudge judge : judges) {
      for (VerdictClass verdicts : VerdictClass.values()) {
        List<StratumReview> some =
            strata.stream()
                .filter(each -> each.stratum().judge().equals(judge))
                .filter(each -> verdicts.holds(each.stratum()))
                .toList();
        if (!some.isEmpty()) {
          scores.add(new Score(judge, verdicts, some, StratifiedPrecision.of(some, confidence)));
        }
      }
    }
    return scores;
  }

  private static List<Reviewer> reviewers(ReviewRecords reviews) {
    List<Reviewer> reviewers = new ArrayList<>();
    reviews
        .byReviewer()
        .forEach(
            (name, own) -> {
              Map<Opinion, Integer> counts = new EnumMap<>(Opinion.class);
              own.values().forEach(each -> counts.merge(each.opinion(), 1, Integer::sum));
              reviewers.add(
                  new Reviewer(
                      name,
                      own.size(),
                      counts.getOrDefault(Opinion.BENIGN, 0),
                      counts.getOrDefault(Opinion.MALICIOUS, 0),
                      counts.getOrDefault(Opinion.UNSURE, 0),
                      (int) own.values().stream().filter(Review::verdictShown).count()));
            });
    return reviewers;
  }

  private static List<ReviewerAgreement> agreements(ReviewRecords reviews) {
    List<ReviewerAgreement> agreements = new ArrayList<>();
    List<String> names = List.copyOf(reviews.byReviewer().keySet());
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        String first = names.get(i);
        String second = names.get(j);
        ReviewerAgreement.of(
                first, reviews.byReviewer().get(first), second, reviews.byReviewer().get(second))
            .ifPresent(agreements::add);
      }
    }
    return agreements;
  }
}
