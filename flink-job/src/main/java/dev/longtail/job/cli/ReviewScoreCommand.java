package dev.longtail.job.cli;

import dev.longtail.training.review.ReviewFile;
import dev.longtail.training.review.ReviewRecords;
import dev.longtail.training.review.ReviewSample;
import dev.longtail.training.review.ReviewScore;
import dev.longtail.training.review.SampleFile;
import dev.longtail.training.review.ScoreFile;
import dev.longtail.training.review.ScoreTable;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail review score}: the precision of the judges, by what analysts say. */
@Command(
    name = "score",
    description = {
      "Says how precise the judges are, from what analysts decided.",
      "Precision of each judge and class, with exact intervals. A line that nobody reviewed is"
          + " neither right nor wrong, and never confirms a judge."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReviewScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--sample",
      required = true,
      paramLabel = "F",
      description = "the sample: sample.jsonl of review sample")
  private Path sample;

  @Option(
      names = "--reviews",
      arity = "1..*",
      paramLabel = "F",
      description = "what the page exports, one file or several, of one reviewer or several")
  private List<Path> reviews = List.of();

  @Option(
      names = "--confidence",
      paramLabel = "P",
      description = "of intervals and bounds (default: ${DEFAULT-VALUE})")
  private double confidence = 0.95;

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "write the score as JSON too, for longtail train --review")
  private Path out;

  @Override
  public Integer call() {
    if (!(confidence > 0 && confidence < 1)) {
      throw new ParameterException(
          command.commandLine(),
          "--confidence %s: above 0 and below 1, e.g. --confidence 0.95".formatted(confidence));
    }
    ReviewSample drawn = SampleFile.read(sample);
    ReviewRecords records = ReviewFile.read(reviews, drawn);
    ReviewScore score = ReviewScore.of(drawn, records, confidence);
    if (out != null) {
      write(ScoreFile.text(score));
    }
    System.out.print(ScoreTable.of(score));
    System.out.flush();
    return 0;
  }

  private void write(String text) {
    try {
      Files.writeString(out, text);
    } catch (IOException e) {
      throw new InputException(out + ": cannot be written: " + InputException.reason(e), e);
    }
  }
}
