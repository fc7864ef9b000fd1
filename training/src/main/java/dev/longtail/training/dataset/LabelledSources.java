package dev.longtail.training.dataset;

import dev.longtail.training.data.ColumnarRecords;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.review.ReviewedLines;
import dev.longtail.udfs.io.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The labelled sources of an aggregated baseline, read into evidence for each line. */
final class LabelledSources {
  private final Map<String, LineEvidence> lines = new HashMap<>();
  private final List<Counts> counts = new ArrayList<>();

  /**
   * What one source holds.
   *
   * @param kind its kind
   * @param name its file
   * @param records labelled records
   * @param repeated records that say again what one of the same kind has said
   * @param benign records
   * @param malicious records
   * @param undecided lines of a review on which nobody decided, or two decided differently
   * @param undated records that do not say when the line was seen
   * @param recordsSha256 digest of the set of records
   */
  record Counts(
      SourceKind kind,
      String name,
      long records,
      long repeated,
      long benign,
      long malicious,
      long undecided,
      long undated,
      String recordsSha256) {}

  /** Counts while a source is read. */
  private final class Reading {
    private final SourceKind kind;
    private final RecordSetDigest digest = new RecordSetDigest();
    private final Map<Label, Long> labels = new EnumMap<>(Label.class);
    private long repeated;
    private long undated;

    Reading(SourceKind kind) {
      this.kind = kind;
    }

    void take(LabelledRecord record, String text) {
      digest.add(text.getBytes(StandardCharsets.UTF_8));
      labels.merge(record.line().label(), 1L, Long::sum);
      undated += record.firstSeen().isEmpty() ? 1 : 0;
      boolean again =
          lines.computeIfAbsent(record.line().cmd(), line -> new LineEvidence()).add(kind, record);
      repeated += again ? 1 : 0;
    }

    Counts counts(Path input, long undecided) {
      long benign = labels.getOrDefault(Label.BENIGN, 0L);
      long malicious = labels.getOrDefault(Label.MALICIOUS, 0L);
      return new Counts(
          kind,
          String.valueOf(input.getFileName()),
          benign + malicious,
          repeated,
          benign,
          malicious,
          undecided,
          undated,
          digest.hex());
    }
  }

  /**
   * Reads a source: labelled records, or for {@link SourceKind#REVIEW} the folder of a review.
   *
   * @throws InputException naming file, line and field of what cannot be used
   */
  Counts read(SourceKind kind, Path input) {
    Reading reading = new Reading(kind);
    long undecided = 0;
    if (kind == SourceKind.REVIEW) {
      ReviewedLines reviewed = ReviewedLines.read(input);
      reviewed.decided().forEach(line -> reading.take(of(line), line.toString()));
      undecided = reviewed.undecided();
    } else {
      ColumnarRecords.forEachRecord(
          input,
          (record, where) -> reading.take(LabelledRecord.of(record, where), record.toString()));
    }
    Counts read = reading.counts(input, undecided);
    if (read.records() == 0) {
      throw new InputException("%s: no labelled line is in it".formatted(input));
    }
    counts.add(read);
    return read;
  }

  private static LabelledRecord of(ReviewedLines.Line line) {
    return new LabelledRecord(
        new LabelledCommand(
            line.cmd(),
            line.malicious() ? Label.MALICIOUS : Label.BENIGN,
            new LineOrigin(line.os(), "")),
        line.firstSeen(),
        Optional.empty());
  }

  /** The lines with what is said of them. */
  Map<String, LineEvidence> lines() {
    return lines;
  }

  /** What each source holds, by kind and name. */
  List<Counts> counts() {
    return counts.stream()
        .sorted(
            Comparator.comparing(Counts::kind)
                .thenComparing(Counts::name)
                .thenComparing(Counts::recordsSha256))
        .toList();
  }
}
