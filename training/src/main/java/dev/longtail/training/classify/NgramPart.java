package dev.longtail.training.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Logistic regression on n-grams of characters and words, and on attack marks. A line of several
 * commands gets the score of its most malicious one, if that is higher than the score of the whole:
 * harmless commands before an attack do not dilute it. All commands bear the marks of the line.
 */
final class NgramPart implements Part.OnText {
  /**
   * The most that the marks of a line add together; a few strong ones do. A line can be scored
   * without a search for marks, if even so many would not make it an alert.
   */
  static final double MOST_OF_MARKS = 2;

  private final LinearModel model;
  private final boolean segments;

  /** Of the rows it was trained on; empty if it was read. */
  private final double[] duals;

  private NgramPart(LinearModel model, boolean segments, double[] duals) {
    this.model = model;
    this.segments = segments;
    this.duals = duals;
  }

  static NgramPart train(TrainingRows rows, long seed) {
    NgramVectorizer vectorizer = new NgramVectorizer();
    List<SparseRow> vectors = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      vectors.add(without(rows, vectorizer.row(rows.line(i), rows.marks(i))));
    }
    LogisticTrainer.Fitted fitted =
        LogisticTrainer.train(
            vectors, rows.malicious(), rows.weights(), NgramVectorizer.columns(), seed);
    return new NgramPart(fitted.model(), !rows.lacks(Ingredient.SEGMENTS), fitted.duals());
  }

  private static SparseRow without(TrainingRows rows, SparseRow row) {
    if (rows.lacks(Ingredient.CHARACTERS)) {
      return row.without(0, NgramVectorizer.FIRST_WORD);
    }
    return rows.lacks(Ingredient.WORDS)
        ? row.without(NgramVectorizer.FIRST_WORD, NgramVectorizer.FIRST_MARK)
        : row;
  }

  static NgramPart load(Path file) throws IOException {
    return new NgramPart(
        LinearModel.parse(Files.readAllBytes(file), NgramVectorizer.columns(), file.toString()),
        true,
        new double[0]);
  }

  /** The dual variables of the rows it was trained on; empty if it was read from a file. */
  double[] duals() {
    return duals;
  }

  @Override
  public TextScorer scorer() {
    return new Scorer(model, segments);
  }

  @Override
  public void save(Path file) throws IOException {
    Files.write(file, model.bytes());
  }

  private static final class Scorer implements TextScorer {
    private final NgramVectorizer vectorizer = new NgramVectorizer();
    private final LinearModel model;
    private final boolean segments;

    Scorer(LinearModel model, boolean segments) {
      this.model = model;
      this.segments = segments;
    }

    @Override
    public double score(String commandLine, int[] marks) {
      double ofMarks = NgramVectorizer.dot(marks, model.weights());
      return withoutMarks(commandLine) + Math.min(ofMarks, MOST_OF_MARKS);
    }

    @Override
    public double mostWithAnyMarks(String commandLine) {
      return withoutMarks(commandLine) + MOST_OF_MARKS;
    }

    @Override
    public void explain(String commandLine, int[] marks, double factor, ScoreReasons reasons) {
      String decisive = commandLine;
      double highest = vectorizer.dot(commandLine, model.weights());
      for (String segment : segments(commandLine)) {
        double ofSegment = vectorizer.dot(segment, model.weights());
        if (ofSegment > highest) {
          highest = ofSegment;
          decisive = segment;
        }
      }
      if (!decisive.equals(commandLine)) {
        reasons.command(decisive);
      }
      reasons.prior(factor * model.bias());
      reasons.part("text", factor * highest);
      NgramAttribution.of(decisive, model.weights(), vectorizer)
          .forEach((word, amount) -> reasons.feature(ScoreReasons.TEXT, word, factor * amount));
      double ofMarks = NgramVectorizer.dot(marks, model.weights());
      reasons.part("marks", factor * Math.min(ofMarks, MOST_OF_MARKS));
      for (int mark : marks) {
        reasons.feature(
            ScoreReasons.MARK,
            MarkColumns.id(mark),
            factor * NgramVectorizer.dot(new int[] {mark}, model.weights()));
      }
    }

    private List<String> segments(String commandLine) {
      return segments ? Segments.of(commandLine) : List.of();
    }

    private double withoutMarks(String commandLine) {
      double highest = vectorizer.dot(commandLine, model.weights());
      for (String segment : segments(commandLine)) {
        highest = Math.max(highest, vectorizer.dot(segment, model.weights()));
      }
      return model.bias() + highest;
    }
  }
}
