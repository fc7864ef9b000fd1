package dev.longtail.job.cli;

import dev.longtail.training.review.MinedVerdicts;
import dev.longtail.training.review.ReviewPage;
import dev.longtail.training.review.ReviewSample;
import dev.longtail.training.review.SampleFile;
import dev.longtail.training.review.ScoredRecords;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail review sample}: draws a sample and writes the page to review it on. */
@Command(
    name = "sample",
    description = {
      "Draws verdicts, detections or doubts for an analyst, and writes the page to review them on.",
      "The sample is stratified by judge, verdict and rule: each stratum has a line or more, and"
          + " half of the sample is for admitted lines, an eighth for abstentions. The same input,"
          + " size and seed give the same sample."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Writes review.html, which is opened in a browser as it is, and sample.jsonl, for review"
          + " score."
    })
final class ReviewSampleCommand implements Callable<Integer> {
  private static final String SAMPLE = "sample.jsonl";
  private static final String PAGE = "review.html";

  @Spec private CommandSpec command;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "DIR",
      description = "output folder of a backfill, of a stream, or of the demo")
  private Path input;

  @Option(
      names = "--of",
      paramLabel = "WHAT",
      description =
          "verdicts of the labeler (the default), detections of the live scorer, or its queue: the"
              + " lines that it is least sure of")
  private String of = "verdicts";

  /** What the sample is drawn from. */
  private MinedVerdicts.Read population() {
    return switch (of) {
      case "verdicts" -> MinedVerdicts.read(input);
      case "detections" -> ScoredRecords.read(input, ScoredRecords.Kind.DETECTIONS);
      case "queue" -> ScoredRecords.read(input, ScoredRecords.Kind.QUEUE);
      default ->
          throw new ParameterException(
              command.commandLine(),
              "--of %s: verdicts, detections or queue, e.g. --of queue".formatted(of));
    };
  }

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "lines of the sample (default: ${DEFAULT-VALUE})")
  private int size = 200;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder for page and sample")
  private Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "another seed draws other lines (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Override
  public Integer call() {
    if (size < 1 || size > ReviewSample.MOST) {
      throw new ParameterException(
          command.commandLine(),
          "--size %d: from 1 to %,d, e.g. --size 200".formatted(size, ReviewSample.MOST));
    }
    MinedVerdicts.Read read = population();
    ReviewSample sample = ReviewSample.draw(read.lines(), size, seed);
    write(SAMPLE, SampleFile.text(sample));
    write(PAGE, ReviewPage.of(sample));
    Progress progress = new Progress();
    if (read.repeated() > 0) {
      progress.say(
          "%s twice, and counted once"
              .formatted(Counted.of(read.repeated(), "record was there", "records were there")));
    }
    if (sample.items().size() > size) {
      progress.say(
          "warning: %s instead of %,d: each of %s has at least one"
              .formatted(
                  Counted.of(sample.items().size(), "line"),
                  size,
                  Counted.of(sample.strata(), "stratum", "strata")));
    }
    progress.say(
        "sample %s: %s of %,d, from %s"
            .formatted(
                sample.id(),
                Counted.of(sample.items().size(), "line"),
                read.lines().size(),
                Counted.of(sample.strata(), "stratum", "strata")));
    System.out.println(out.resolve(PAGE));
    System.out.flush();
    return 0;
  }

  private void write(String name, String text) {
    Path file = out.resolve(name);
    try {
      Files.createDirectories(out);
      if (Files.exists(file) && !Files.readString(file).equals(text)) {
        throw new InputException(
            "%s holds another sample, which may be under review; name another folder by --out"
                .formatted(out));
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + InputException.reason(e), e);
    }
  }
}
