package dev.longtail.training.review;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The judges whose admitted labels analysts vouch for, as a review's score says. */
public final class CertifiedJudges {
  private final Path score;
  private final double least;
  private final Map<ReviewedJudge, ScoreFile.Certified> certified;

  private CertifiedJudges(
      Path score, double least, Map<ReviewedJudge, ScoreFile.Certified> certified) {
    this.score = score;
    this.least = least;
    this.certified = certified;
  }

  /**
   * Reads the file of a review's score.
   *
   * @param least the certified lower bound of benign precision that a judge must have
   * @throws dev.longtail.udfs.io.InputException naming file and field if it is none
   */
  public static CertifiedJudges read(Path score, double least) {
    return new CertifiedJudges(score, least, ScoreFile.admitted(score));
  }

  /** Why the labels of {@code judge} may not be used; empty if they may. */
  public Optional<String> objection(ReviewedJudge judge) {
    ScoreFile.Certified its = certified.get(judge);
    if (its == null) {
      return Optional.of("not reviewed, %s does not know this judge".formatted(score));
    }
    if (its.reviewed() == 0) {
      return Optional.of("not reviewed, nobody has decided a line of the sample");
    }
    if (its.certified() < least) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the certified lower bound of benign precision is %s, below the %s asked"
                  + " for by --min-benign-precision",
              shown(its.certified()),
              least));
    }
    return Optional.empty();
  }

  /** What the review says of {@code judge}, in words. */
  public String state(ReviewedJudge judge) {
    ScoreFile.Certified its = certified.get(judge);
    return its == null || its.reviewed() == 0
        ? "not reviewed"
        : "benign precision at least " + shown(its.certified());
  }

  /** Rounded down, so that no bound looks as if it were high enough. */
  static String shown(double value) {
    return BigDecimal.valueOf(value).setScale(4, RoundingMode.FLOOR).toPlainString();
  }
}
