package dev.longtail.job.run;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.job.graph.ExemplarLabels;
import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.ScreenedExemplars;
import dev.longtail.job.local.FolderLock;
import dev.longtail.job.scoring.StoredClassifier;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.labeler.client.DeskLoop;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelDesk;
import dev.longtail.labeler.client.LabelEstimate;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.SpendingText;
import dev.longtail.labeler.client.Spent;
import dev.longtail.labeler.client.SpentByWindow;
import dev.longtail.labeler.flink.LabelFolders;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Asks the labeler about the exemplars of a finished backfill that have no verdict, and appends
 * what it says. It may be interrupted: what was written counts, and another call goes on.
 */
public final class Relabel {
  private static final int BATCH = 500;
  private static final long LONGEST_BATCH_MILLIS = 5_000;

  private final Path out;
  private final LabelerOptions labeler;
  private final AdmissionLimits limits;
  private final StoredClassifier classifier;
  private final Consumer<String> progress;

  private final List<ExemplarLabels.Lines> batch = new ArrayList<>();
  private ScreenedExemplars screened;
  private long batchSince;
  private long answered;

  /**
   * A call.
   *
   * @param out the result of a backfill
   * @param labeler who is asked
   * @param limits of admission; they are applied as the backfill would have applied them
   * @param classifier has to agree with benign verdicts
   * @param progress gets lines for the user
   */
  public Relabel(
      Path out,
      LabelerOptions labeler,
      AdmissionLimits limits,
      StoredClassifier classifier,
      Consumer<String> progress) {
    this.out = out;
    this.labeler = labeler;
    this.limits = limits;
    this.classifier = classifier;
    this.progress = progress;
  }

  /** A call under the limits that hold without options. */
  public Relabel(Path out, LabelerOptions labeler, Consumer<String> progress) {
    this(out, labeler, AdmissionLimits.DEFAULT, StoredClassifier.NONE, progress);
  }

  /** An exemplar, and its window's name. */
  private record Waiting(Exemplar exemplar, String window) {}

  /**
   * Runs the call.
   *
   * @return the exemplars that still wait
   * @throws InputException if {@code out} is no finished backfill, or cannot be read or written
   */
  public long run() {
    Path funnel = out.resolve(Backfill.FUNNEL_FILE);
    if (!Files.exists(funnel)) {
      throw new InputException(
          "%s holds no finished backfill: there is no %s".formatted(out, Backfill.FUNNEL_FILE));
    }
    try (FolderLock lock = FolderLock.of(out)) {
      RelabelledFiles files = RelabelledFiles.in(out);
      Set<String> known = new HashSet<>();
      forEach(Output.VERDICTS, (record, where) -> known.add(record.path("id").asText()));
      List<Waiting> waiting = waiting(known);
      String who = null;
      if (waiting.isEmpty()) {
        progress.accept("no exemplar waits in " + out);
      } else {
        who = ask(waiting, files);
      }
      RelabelledFunnel counts = new RelabelledFunnel();
      forEach(Output.VERDICTS, (record, where) -> counts.add(record));
      return counts.write(funnel, answered == 0 ? null : who, known.isEmpty());
    } catch (IOException e) {
      throw new InputException("cannot write to " + out + ": " + InputException.reason(e), e);
    }
  }

  /**
   * What asking would cost. Nothing is sent, and nothing written.
   *
   * @throws InputException as {@link #run}
   */
  public LabelEstimate estimate() {
    Set<String> known = new HashSet<>();
    forEach(Output.VERDICTS, (record, where) -> known.add(record.path("id").asText()));
    LabelEstimate estimate = new LabelEstimate(labeler);
    try (LabelClient client = LabelFolders.withKept(labeler, labeler.openForQuotes())) {
      List<Waiting> waiting = waiting(known);
      Set<String> refused = screened.refusals().keySet();
      waiting.removeIf(each -> refused.contains(each.exemplar().id()));
      for (Waiting each : waiting) {
        estimate.add(client.quotes(each.exemplar().command().commandLine()));
      }
    } catch (IOException e) {
      throw new InputException(
          labeler.cache() + ": cannot be read: " + InputException.reason(e), e);
    }
    return estimate;
  }

  private List<Waiting> waiting(Set<String> known) {
    screened = new ScreenedExemplars(limits, labeler.rules());
    List<Waiting> waiting = new ArrayList<>();
    forEach(
        Output.EXEMPLARS,
        (record, where) -> {
          Exemplar exemplar = ExemplarLabels.read(record, where.toString());
          screened.exemplar(exemplar);
          if (!known.contains(exemplar.id())) {
            waiting.add(new Waiting(exemplar, record.path("window").asText()));
          }
        });
    forEach(
        Output.NEAR_DUPLICATES,
        (record, where) -> screened.nearDuplicate(record, where.toString()));
    return waiting;
  }

  private void forEach(Output output, JsonLines.Visitor visitor) {
    Path folder = out.resolve(output.folder());
    try (Stream<Path> files = Files.list(folder)) {
      if (files.noneMatch(file -> file.getFileName().toString().endsWith(".jsonl"))) {
        return;
      }
    } catch (IOException e) {
      throw new InputException(folder + ": cannot be read: " + InputException.reason(e), e);
    }
    JsonLines.forEach(folder, visitor);
  }

  /** Asks, and returns who was asked. */
  private String ask(List<Waiting> all, RelabelledFiles files) throws IOException {
    try (PresentClassifier agreeing = classifier.open();
        LabelClient client = open()) {
      ExemplarLabels labels = new ExemplarLabels(labeler, agreeing);
      List<Waiting> waiting = refuse(labels, all, files);
      Spent before = labeler.budget().spent();
      progress.accept(
          "%s for a verdict, labels from %s"
              .formatted(
                  Counted.of(waiting.size(), "exemplar waits", "exemplars wait"),
                  client.describe()));
      DeskLoop loop = new DeskLoop((well, text) -> progress.accept(text));
      LabelDesk<Waiting> desk =
          new LabelDesk<>(
              client,
              labeler.concurrency(),
              each -> each.exemplar().command().commandLine(),
              each -> each.exemplar().window(),
              (each, answer) -> take(labels, each, answer, files, all.size()),
              loop);
      batchSince = loop.now();
      waiting.forEach(each -> desk.take(new LabelDesk.Waiting<>(each, 0, Long.MIN_VALUE)));
      desk.end(labeler.patience());
      loop.run(desk);
      append(files, all.size());
      Map<String, Integer> reasons = new TreeMap<>();
      desk.giveUp(
          (each, reason) -> {
            reasons.merge(reason.reason(), 1, Integer::sum);
            return true;
          });
      reasons.forEach(
          (reason, count) ->
              progress.accept(
                  "warning: %s: %s"
                      .formatted(
                          Counted.of(count, "exemplar still waits", "exemplars still wait"),
                          reason)));
      if (labeler.asksServer()) {
        progress.accept(
            SpendingText.summary(
                labeler.spending(),
                before,
                labeler.budget().spent(),
                client.figures().cacheHits()));
      }
      return client.describe();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted", e);
    }
  }

  /** Writes those that a limit keeps out, and returns the others. */
  private List<Waiting> refuse(
      ExemplarLabels labels, List<Waiting> waiting, RelabelledFiles files) {
    Map<String, String> refusals = screened.refusals();
    List<Waiting> left = new ArrayList<>();
    for (Waiting each : waiting) {
      String reason = refusals.get(each.exemplar().id());
      if (reason == null) {
        left.add(each);
      } else {
        batch.add(labels.lines(each.exemplar(), each.window(), AdmissionLimits.refused(reason)));
      }
    }
    append(files, waiting.size());
    return left;
  }

  private LabelClient open() throws IOException {
    return LabelFolders.withKept(
        labeler,
        LabelFolders.journal(labeler, new SpentByWindow())
            .map(labeler::open)
            .orElseGet(labeler::open));
  }

  private void take(
      ExemplarLabels labels, Waiting each, LabelResult answer, RelabelledFiles files, long all) {
    batch.add(labels.lines(each.exemplar(), each.window(), answer));
    if (batch.size() >= BATCH || System.currentTimeMillis() - batchSince > LONGEST_BATCH_MILLIS) {
      append(files, all);
    }
  }

  private void append(RelabelledFiles files, long all) {
    if (!batch.isEmpty()) {
      try {
        files.append(batch);
      } catch (IOException e) {
        throw new InputException("cannot write to " + out + ": " + InputException.reason(e), e);
      }
      answered += batch.size();
      progress.accept("%,d of %,d have their verdict".formatted(answered, all));
      batch.clear();
    }
    batchSince = System.currentTimeMillis();
  }
}
