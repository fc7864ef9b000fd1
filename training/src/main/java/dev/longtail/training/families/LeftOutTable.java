package dev.longtail.training.families;

import dev.longtail.training.evaluation.Estimate;
import java.util.List;
import java.util.Map;

/**
 * The results of the protocol, as {@code left_out.json}.
 *
 * @param seeds trainings of each fold
 * @param seed the first seed
 * @param replicates bootstrap replicates
 * @param untested attack families too small to test, with their sizes in templates; they are
 *     trained on in every fold
 * @param trainings how each training set was left in each fold, with the first seed
 * @param views the figures, for each population of benign lines
 */
public record LeftOutTable(
    int seeds,
    long seed,
    int replicates,
    Map<String, Integer> untested,
    Map<String, List<FoldTraining>> trainings,
    List<View> views) {

  /** Before the name of what a design is made without. */
  public static final String WITHOUT = "without ";

  /**
   * The figures with one population of benign lines.
   *
   * @param benign {@code all} or {@code mined}
   * @param folds what is left out and tested
   * @param rows one for each training set and design
   * @param differences one for each comparison and design
   */
  public record View(
      String benign, List<Tested> folds, List<Row> rows, List<Difference> differences) {}

  /**
   * A fold.
   *
   * @param fold its name
   * @param leftOut families left out
   * @param attacks attacks tested
   * @param benign benign lines tested
   * @param attacksNotTested attacks left out and not tested, because no benign lines of their
   *     system could be left out
   * @param systems what is tested of each system
   */
  public record Tested(
      String fold,
      List<String> leftOut,
      long attacks,
      long benign,
      int attacksNotTested,
      List<Fold.OnSystem> systems) {
    static Tested of(Fold fold, Fold.Tested tested) {
      long attacks = tested.lines().stream().filter(line -> line.isMalicious()).count();
      return new Tested(
          fold.name(),
          fold.leftOut(),
          attacks,
          tested.lines().size() - attacks,
          tested.attacksNotTested(),
          tested.systems());
    }
  }

  /**
   * A training set and a design.
   *
   * @param trainingSet e.g. {@code ab+full}
   * @param design e.g. {@code trees}
   * @param folds AUC of each fold, mean of the seeds
   * @param aucOfSeeds mean AUC of the folds, for each seed
   * @param measures means over the folds
   * @param evasion means over the folds, by the way attacks are rewritten
   */
  public record Row(
      String trainingSet,
      String design,
      Map<String, Estimate> folds,
      List<Double> aucOfSeeds,
      Map<String, Estimate> measures,
      Map<String, Evaded> evasion) {}

  /**
   * Means over the folds of what rewriting attacks does; see {@code EvasionResult}.
   *
   * @param changed attacks that were changed, of all folds
   * @param aucBefore area under the ROC curve of these as they were
   * @param auc area of these rewritten
   * @param recallBefore recall at a false positive rate of 1 %, as they were, over the folds that
   *     know it; null if none does
   * @param recall the same, rewritten
   */
  public record Evaded(
      int changed, double aucBefore, double auc, Double recallBefore, Double recall) {}

  /**
   * A paired difference: {@code of} less {@code minus}.
   *
   * @param of training set and design
   * @param minus training set and design it is compared with
   * @param measures differences of the means over the folds
   * @param higherIn folds in which the AUC is higher
   */
  public record Difference(Side of, Side minus, Map<String, Estimate> measures, int higherIn) {}

  /**
   * A side of a comparison.
   *
   * @param trainingSet its training set
   * @param design its design
   */
  public record Side(String trainingSet, String design) {
    @Override
    public String toString() {
      return trainingSet + " (" + design + ")";
    }
  }
}
