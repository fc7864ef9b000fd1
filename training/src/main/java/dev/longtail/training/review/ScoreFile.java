package dev.longtail.training.review;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A score as one JSON object. Fields may be added, none is renamed. */
public final class ScoreFile {
  private static final String METHOD =
      "precision: mean of the strata weighted by their sizes; interval: exact (Clopper-Pearson) in"
          + " each stratum, error shared by size, weighted sum; certified_lower_bound: the same,"
          + " and what is drawn and not confirmed counts as wrong";

  private ScoreFile() {}

  private record Root(
      String sample,
      double confidence,
      String method,
      List<ScoreLine> scores,
      List<StratumLine> strata,
      List<ReviewScore.Reviewer> reviewers,
      long replaced,
      List<AgreementLine> agreement,
      List<SaidLine> disagreements,
      List<SaidLine> wrong) {}

  private record ScoreLine(
      String judge,
      String promptVersion,
      @JsonProperty("class") VerdictClass verdicts,
      long population,
      int strata,
      int sampled,
      int right,
      int wrong,
      int unsure,
      int disagreed,
      int notReviewed,
      int passedOver,
      Double precision,
      List<Double> interval,
      double certifiedLowerBound) {}

  private record StratumLine(
      String judge,
      String promptVersion,
      String verdict,
      String rule,
      int size,
      int sampled,
      int benign,
      int malicious,
      int unsure,
      int disagreed,
      int notReviewed) {}

  private record AgreementLine(List<String> reviewers, int both, int agreed, Double kappa) {}

  private record SaidLine(
      String item, int position, String verdict, String cmd, Map<String, String> opinions) {}

  /** The file's text. */
  public static String text(ReviewScore score) {
    Root root =
        new Root(
            score.sample(),
            score.confidence(),
            METHOD,
            score.scores().stream().map(ScoreFile::line).toList(),
            score.strata().stream().map(ScoreFile::line).toList(),
            score.reviewers(),
            score.replaced(),
            score.agreements().stream().map(ScoreFile::line).toList(),
            score.disagreements().stream().map(ScoreFile::line).toList(),
            score.wrong().stream().map(ScoreFile::line).toList());
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a score is representable as JSON", e);
    }
  }

  private static ScoreLine line(ReviewScore.Score score) {
    StratifiedPrecision precision = score.precision();
    return new ScoreLine(
        score.judge().model(),
        score.judge().promptVersion(),
        score.verdicts(),
        score.population(),
        score.strata().size(),
        score.sampled(),
        score.right(),
        score.wrong(),
        score.unsure(),
        score.disagreed(),
        score.notReviewed(),
        score.passedOver(),
        orNull(precision.estimate()),
        List.of(precision.interval().low(), precision.interval().high()),
        precision.certified());
  }

  private static StratumLine line(StratumReview each) {
    boolean harmless = each.stratum().verdict().equals("BENIGN");
    return new StratumLine(
        each.stratum().judge().model(),
        each.stratum().judge().promptVersion(),
        each.stratum().verdict(),
        each.stratum().rule(),
        each.size(),
        each.sampled(),
        harmless ? each.right() : each.wrong(),
        harmless ? each.wrong() : each.right(),
        each.unsure(),
        each.disagreed(),
        each.notReviewed());
  }

  private static AgreementLine line(ReviewerAgreement each) {
    return new AgreementLine(
        List.of(each.first(), each.second()), each.both(), each.agreed(), orNull(each.kappa()));
  }

  private static SaidLine line(ReviewScore.Said said) {
    Map<String, String> opinions = new TreeMap<>();
    said.opinions().forEach((reviewer, opinion) -> opinions.put(reviewer, opinion.word()));
    return new SaidLine(
        said.item().item(),
        said.item().position(),
        said.item().stratum().verdict(),
        said.item().line().cmd(),
        opinions);
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /**
   * What a score says of the admitted labels of a judge.
   *
   * @param reviewed lines that somebody decided or could not tell
   * @param certified the certified lower bound
   */
  record Certified(int reviewed, double certified) {}

  /**
   * Reads what a score says of the admitted labels of each judge.
   *
   * @throws InputException naming file and field if it is not as {@link #text} wrote it
   */
  static Map<ReviewedJudge, Certified> admitted(Path file) {
    JsonNode root;
    try {
      root = Json.MAPPER.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new InputException(file + ": " + Json.problem(e), e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
    }
    JsonNode scores = root.get("scores");
    if (scores == null || !scores.isArray()) {
      throw new InputException(
          file + ": field \"scores\" is missing or no list; name what review score --out wrote");
    }
    Map<ReviewedJudge, Certified> admitted = new TreeMap<>();
    for (int i = 0; i < scores.size(); i++) {
      JsonNode score = scores.get(i);
      String where = "%s: scores[%d]".formatted(file, i);
      if (ReviewFields.word(score, "class", VerdictClass.class, where) == VerdictClass.ADMITTED) {
        JsonNode bound = score.get("certified_lower_bound");
        if (bound == null || !bound.isNumber() || !(bound.doubleValue() >= 0)) {
          throw new InputException(
              where + ": field \"certified_lower_bound\" is missing or no number of 0 or more");
        }
        long sampled = ReviewFields.whole(score, "sampled", 0, where);
        long unseen = ReviewFields.whole(score, "not_reviewed", 0, where);
        admitted.put(
            new ReviewedJudge(
                ReviewFields.text(score, "judge", where),
                ReviewFields.text(score, "prompt_version", where)),
            new Certified((int) (sampled - unseen), bound.doubleValue()));
      }
    }
    return admitted;
  }
}
