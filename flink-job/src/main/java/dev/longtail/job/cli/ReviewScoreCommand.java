package dev.longtail.job.cli;

import dev.longtail.training.review.DispositionMeaning;
import dev.longtail.training.review.DispositionTable;
import dev.longtail.training.review.Dispositions;
import dev.longtail.training.review.Review;
import dev.longtail.training.review.ReviewFile;
import dev.longtail.training.review.ReviewRecords;
import dev.longtail.training.review.ReviewSample;
import dev.longtail.training.review.ReviewScore;
import dev.longtail.training.review.SampleFile;
import dev.longtail.training.review.ScoreFile;
import dev.longtail.training.review.ScoreTable;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
      names = "--dispositions",
      paramLabel = "F|kafka:TOPIC",
      description =
          "how a SIEM's alerts were closed: JSON Lines or CSV, a file or a folder, or a topic,"
              + " which is read to its present end; they count as one more reviewer, siem")
  private String dispositions;

  @Option(
      names = "--brokers",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers of the topic of --dispositions")
  private String brokers;

  @Option(
      names = "--kafka-property",
      paramLabel = "K=V",
      description = "a setting of the Kafka client, such as security.protocol=SSL; may be repeated")
  private Map<String, String> kafkaProperties = Map.of();

  @Option(
      names = "--id-field",
      paramLabel = "FIELD",
      description =
          "where a disposition has the id of the event or exemplar; a point leads into an object"
              + " (default: event_id, event.id and others)")
  private List<String> idFields = List.of();

  @Option(
      names = "--command-field",
      paramLabel = "FIELD",
      description =
          "where it has the command line, if no id fits (default: command_line, cmd,"
              + " process.command_line and others)")
  private List<String> commandFields = List.of();

  @Option(
      names = "--disposition-field",
      paramLabel = "FIELD",
      description =
          "where it says how the alert was closed (default: where Sentinel, Defender XDR, Splunk"
              + " ES, Elastic and TheHive do)")
  private List<String> dispositionFields = List.of();

  @Option(
      names = "--time-field",
      paramLabel = "FIELD",
      description = "where it says when (default: closed_at, @timestamp, _time and others)")
  private List<String> timeFields = List.of();

  @Option(
      names = "--disposition-value",
      paramLabel = "WORD=MEANING",
      description =
          "what a word of yours means: benign, malicious, unsure or open; may be repeated")
  private Map<String, String> values = Map.of();

  @Option(
      names = "--decisions-out",
      paramLabel = "F",
      description =
          "write what the dispositions decide as the page would: beside sample.jsonl they are"
              + " labels for longtail dataset --source review=DIR")
  private Path decisionsOut;

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
    if (reviews.isEmpty() && dispositions == null) {
      throw new ParameterException(
          command.commandLine(), "nothing to score: give --reviews, --dispositions or both");
    }
    if (decisionsOut != null && dispositions == null) {
      throw new ParameterException(
          command.commandLine(), "--decisions-out writes what --dispositions decide: give them");
    }
    Map<String, DispositionMeaning> words = meanings();
    ReviewSample drawn = SampleFile.read(sample);
    ReviewRecords records = ReviewFile.read(reviews, drawn);
    if (dispositions != null) {
      if (records.byReviewer().containsKey(Dispositions.REVIEWER)) {
        throw new InputException(
            "a reviewer of --reviews is named %s, as those of --dispositions are"
                .formatted(Dispositions.REVIEWER));
      }
      List<Review> decided = siem(drawn, words);
      decided.forEach(records::add);
      if (decisionsOut != null) {
        write(decisionsOut, ReviewFile.text(drawn.id(), decided));
      }
    }
    ReviewScore score = ReviewScore.of(drawn, records, confidence);
    if (out != null) {
      write(out, ScoreFile.text(score));
    }
    System.out.print(ScoreTable.of(score));
    System.out.flush();
    return 0;
  }

  private List<Review> siem(ReviewSample drawn, Map<String, DispositionMeaning> words) {
    DispositionSource source =
        DispositionSource.of(dispositions, brokers, kafkaProperties)
            .orElseThrow(
                () ->
                    new ParameterException(
                        command.commandLine(),
                        dispositions + " needs --brokers, e.g. --brokers localhost:9092"));
    Dispositions read =
        new Dispositions(
            drawn,
            DispositionTable.BUILT_IN,
            new Dispositions.Fields(idFields, commandFields, dispositionFields, timeFields),
            words);
    DispositionSource.Unusable unusable = source.read(read);
    say(read.counts(), unusable);
    return read.reviews();
  }

  private Map<String, DispositionMeaning> meanings() {
    Map<String, DispositionMeaning> meanings = new LinkedHashMap<>();
    values.forEach(
        (word, text) -> {
          for (DispositionMeaning meaning : DispositionMeaning.values()) {
            if (meaning.word().equals(text.toLowerCase(Locale.ROOT))) {
              meanings.put(word, meaning);
              return;
            }
          }
          throw new ParameterException(
              command.commandLine(),
              "--disposition-value %s=%s: a word means benign, malicious, unsure or open"
                  .formatted(word, text));
        });
    return meanings;
  }

  private void say(Dispositions.Counts counts, DispositionSource.Unusable unusable) {
    Progress progress = new Progress();
    progress.say(
        "%s of %s: %s decided, %,d open, %,d contradictory; %,d about other lines, %,d replaced"
            .formatted(
                Counted.of(counts.records(), "disposition"),
                dispositions,
                Counted.of(counts.lines(), "line of the sample is", "lines of the sample are"),
                counts.open(),
                counts.contradictory(),
                counts.unmatched(),
                counts.replaced()));
    if (unusable.records() > 0) {
      progress.say(
          "warning: %s, first: %s"
              .formatted(
                  Counted.of(unusable.records(), "record is unusable", "records are unusable"),
                  unusable.first()));
    }
    for (Dispositions.Unknown each : counts.unknown()) {
      progress.say(
          "warning: nobody knows the disposition \"%s\" (%s, first %s); say what it means by --disposition-value"
              .formatted(each.word(), Counted.of(each.records(), "record"), each.first()));
    }
    if (counts.records() > 0 && counts.unmatched() == counts.records()) {
      progress.say(
          "warning: no disposition is about a line of the sample; --id-field and --command-field"
              + " say where the records name the event and its line");
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be written: " + InputException.reason(e), e);
    }
  }
}
