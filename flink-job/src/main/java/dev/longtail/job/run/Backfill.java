package dev.longtail.job.run;

import static java.util.stream.Collectors.joining;

import dev.longtail.detectors.flink.RegistryFunction;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.connect.RecordLinesFormat;
import dev.longtail.job.figures.Figures;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.funnel.FunnelFile;
import dev.longtail.job.graph.LongtailTopology;
import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.ProgressCounters;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.job.local.FileTrees;
import dev.longtail.job.local.FolderLock;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.flink.LabelOperatorFactory;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.flink.EmbedFunction;
import dev.longtail.udfs.flink.SharedEmbedder;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The bounded job over files. It first checks its input and output. Then it runs the topology in
 * batch mode inside this JVM. At the end it writes {@code funnel.json}, which marks the result as
 * complete.
 */
public final class Backfill {
  /** Name of the file that marks a result as complete. */
  public static final String FUNNEL_FILE = "funnel.json";

  private static final long POLL_SECONDS = 2;

  private final Location input;
  private final List<Location> known;
  private final Path out;
  private final TopologyOptions options;
  private final int parallelism;
  private final Consumer<String> progress;

  /**
   * A backfill.
   *
   * @param input a file or folder of JSON Lines
   * @param out folder of the result; files of an unfinished run there are removed
   * @param options what to compute
   * @param parallelism subtasks of each operator
   * @param progress gets lines for the user
   */
  public Backfill(
      Path input, Path out, TopologyOptions options, int parallelism, Consumer<String> progress) {
    this(Location.of(input), List.of(), out, options, parallelism, progress);
  }

  /**
   * A backfill that knows the exemplars of earlier backfills.
   *
   * @param input a file or folder of JSON Lines, on any file system
   * @param known results of earlier backfills, or folders or files of exemplars, likewise
   * @param out folder of the result; files of an unfinished run there are removed
   * @param options what to compute
   * @param parallelism subtasks of each operator
   * @param progress gets lines for the user
   */
  public Backfill(
      Location input,
      List<Location> known,
      Path out,
      TopologyOptions options,
      int parallelism,
      Consumer<String> progress) {
    this.input = input;
    this.known = known;
    this.out = out;
    this.options = options;
    this.parallelism = parallelism;
    this.progress = progress;
  }

  /**
   * Runs the backfill.
   *
   * @return the funnel
   * @throws InputException if input or output cannot be used, with a message for the user
   */
  public Funnel run() {
    StoredFiles found = StoredFiles.checked(input);
    List<org.apache.flink.core.fs.Path> files = found.files();
    found.warning().ifPresent(progress);
    refuseOutputInInput();
    refuseFoldersOfOthers();
    EarlierFiles earlier = earlierFiles();
    String labeler = describeLabeler();
    // If the model cannot be loaded, the run fails before the work; the subtasks then share this
    // model. Meanwhile another core makes the graph.
    CompletableFuture<SharedEmbedder.Lease> loading =
        CompletableFuture.supplyAsync(() -> SharedEmbedder.lease(options.nearDuplicates().model()));
    StreamExecutionEnvironment env = graph(files, earlier, loading);
    try (SharedEmbedder.Lease model = loaded(loading);
        FolderLock lock = FolderLock.of(out)) {
      prepare();
      progress.accept(
          "%s, scale %s, parallelism %d, top %d, labels from %s"
              .formatted(
                  Counted.of(files.size(), "file"),
                  options.ranking().scales(),
                  parallelism,
                  options.ranking().topK(),
                  labeler));
      Map<String, Object> facts = execute(env);
      Funnel funnel = readFunnel();
      check(funnel, facts);
      if (options.ranking().scales().has(Scale.REDUCED)) {
        saySample(funnel);
      }
      progress.accept(model.counts().toString());
      try {
        writeFigures();
      } finally { // the result, hours of work, is complete even without figures
        writeFunnel(funnel, facts, labeler);
      }
      return funnel;
    }
  }

  /** A result below the input would be read as events the next time. */
  private void refuseOutputInInput() {
    boolean folder = !input.isRemote() && Files.isDirectory(input.local());
    if (folder && Location.of(out).isIn(input)) {
      throw new InputException("the result's folder " + out + " lies in the input's, " + input);
    }
  }

  private EarlierFiles earlierFiles() {
    EarlierFiles earlier = EarlierFiles.in(known, options.events().windows());
    if (!known.isEmpty()) {
      progress.accept(Counted.of(earlier.exemplars(), "earlier exemplar"));
    }
    return earlier;
  }

  /** Opens the labeler once here, so that a missing truth file is found before the work. */
  private String describeLabeler() {
    try (LabelClient client = options.labels().labeler().open()) {
      return client.describe();
    }
  }

  /** A run deletes the files of an unfinished run in its folders, but never other files. */
  private void refuseFoldersOfOthers() {
    if (FolderLock.wasIn(out)) {
      return;
    }
    for (Output output : Output.values()) {
      Path folder = out.resolve(output.folder());
      if (Files.exists(folder)) {
        throw new InputException(
            folder + " is there, and no run has made it; move it away or name another folder");
      }
    }
  }

  private void prepare() {
    if (Files.exists(out.resolve(FUNNEL_FILE))) {
      throw new InputException(
          out + " holds a complete result already; remove it or name another folder");
    }
    try {
      for (Output output : Output.values()) {
        Path folder = out.resolve(output.folder());
        if (Files.exists(folder)) {
          progress.accept("removing what an unfinished run left in " + folder);
          FileTrees.delete(folder);
        }
        Files.createDirectory(folder);
      }
    } catch (IOException e) {
      throw new InputException("cannot write to " + out + ": " + InputException.reason(e), e);
    }
  }

  /** The graph, which opens no file. If it cannot be made, the model is given back. */
  private StreamExecutionEnvironment graph(
      List<org.apache.flink.core.fs.Path> files,
      EarlierFiles earlier,
      CompletableFuture<SharedEmbedder.Lease> loading) {
    try {
      StreamExecutionEnvironment env = LocalFlink.pipelined(parallelism);
      FileSource<SourceRecord> source =
          FileSource.forBulkFileFormat(
                  new RecordLinesFormat(), files.toArray(org.apache.flink.core.fs.Path[]::new))
              .build();
      FileSinks sinks = new FileSinks(Location.of(out).path(), false);
      new LongtailTopology(source, earlier.source(), sinks, options, RuntimeExecutionMode.BATCH)
          .build(env);
      return env;
    } catch (RuntimeException e) {
      loaded(loading).close();
      throw e;
    }
  }

  private static SharedEmbedder.Lease loaded(CompletableFuture<SharedEmbedder.Lease> loading) {
    try {
      return loading.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private Map<String, Object> execute(StreamExecutionEnvironment env) {
    try {
      JobClient job = env.executeAsync("longtail backfill");
      JobExecutionResult result = await(job);
      return result.getAllAccumulatorResults();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted", e);
    } catch (Exception e) {
      throw inputProblem(e);
    }
  }

  private JobExecutionResult await(JobClient job) throws ExecutionException, InterruptedException {
    String last = "";
    while (true) {
      try {
        return job.getJobExecutionResult().get(POLL_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        String now = describe(factsSoFar(job));
        if (!now.isEmpty() && !now.equals(last)) {
          progress.accept(now);
        }
        last = now;
      }
    }
  }

  /** The job and its cluster may end during the call; then there are no facts. */
  private static Map<String, Object> factsSoFar(JobClient job) throws InterruptedException {
    try {
      return job.getAccumulators().get();
    } catch (ExecutionException | IllegalStateException e) {
      return Map.of();
    }
  }

  private static String describe(Map<String, Object> facts) {
    if (facts.isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    parts.add(
        Counted.of(
                fact(facts, ProgressCounters.RECORDS) + fact(facts, ProgressCounters.SKIPPED),
                "record")
            + " read");
    addStage(
        parts, facts, EmbedFunction.EMBEDDED, "line past the embedder", "lines past the embedder");
    addStage(parts, facts, RegistryFunction.EXEMPLARS, "exemplar", "exemplars");
    addStage(parts, facts, ProgressCounters.LABELLED, "line labelled", "lines labelled");
    return String.join(", ", parts);
  }

  private static void addStage(
      List<String> parts, Map<String, Object> facts, String name, String one, String more) {
    if (fact(facts, name) > 0) {
      parts.add(Counted.of(fact(facts, name), one, more));
    }
  }

  private static long fact(Map<String, Object> facts, String name) {
    return facts.get(name) instanceof Long value ? value : 0;
  }

  /** Unwraps an error that was written for the user from Flink's exceptions. */
  private static RuntimeException inputProblem(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException problem) {
        return problem;
      }
      if (cause instanceof org.apache.flink.util.SerializedThrowable serialized) {
        Throwable original = serialized.deserializeError(Backfill.class.getClassLoader());
        if (original instanceof InputException problem) {
          return problem;
        }
      }
    }
    return new IllegalStateException("the job failed", failure);
  }

  private Funnel readFunnel() {
    Path counts = out.resolve(Output.FUNNEL.folder());
    try (Stream<Path> parts = Files.list(counts)) {
      return parts.findAny().isPresent() ? Funnel.read(counts) : new Funnel();
    } catch (IOException e) {
      throw new InputException(counts + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private void check(Funnel funnel, Map<String, Object> facts) {
    long read = fact(facts, ProgressCounters.RECORDS) - fact(facts, ProgressCounters.OUT_OF_RANGE);
    if (read == 0) {
      throw new InputException(noEvents(facts));
    }
    for (Scale scale : options.ranking().scales().each()) {
      if (read != funnel.events(scale)) {
        throw new IllegalStateException(
            "%,d records were read but the %s scale accounts for %,d"
                .formatted(read, scale.label(), funnel.events(scale)));
      }
    }
    refuseNothingUsable(funnel.total());
    warn(funnel.total(), facts);
  }

  /** Refuses a result without usable records, because it would look like a quiet day. */
  private void refuseNothingUsable(Funnel.Counts total) {
    if (total.unparsable() == total.events()) {
      Path letters = out.resolve(Output.DEAD_LETTERS.folder());
      throw new InputException(
          "%s: no record of the asked range is a usable event; %s in %s: %s"
              .formatted(
                  input,
                  Counted.of(total.unparsable(), "dead letter"),
                  letters,
                  Reasons.mostFrequent(letters, "")));
    }
  }

  private void saySample(Funnel funnel) {
    progress.accept(
        "reduced scale: %s sampled in %s"
            .formatted(
                Counted.of(funnel.unique(Scale.REDUCED), "unique command"),
                Counted.of(funnel.windows(), "window")));
  }

  private String noEvents(Map<String, Object> facts) {
    if (fact(facts, ProgressCounters.RECORDS) == 0) {
      long skipped = fact(facts, ProgressCounters.SKIPPED);
      return skipped == 0
          ? input + ": no records"
          : "%s: no record is a process start; %s; longtail parse says why"
              .formatted(
                  input,
                  Counted.of(skipped, "record is another event", "records are other events"));
    }
    return "no events in the asked range; those of %s are from %s to %s"
        .formatted(
            input,
            Instant.ofEpochMilli(fact(facts, ProgressCounters.EARLIEST)),
            Instant.ofEpochMilli(fact(facts, ProgressCounters.LATEST)));
  }

  private boolean isLabelled() {
    return !(options.labels().labeler().source() instanceof LabelerOptions.None);
  }

  /** The reasons why exemplars wait at the end, each with its number of exemplars. */
  private static String whyTheyWait(Map<String, Object> facts) {
    return facts.get(LabelOperatorFactory.LEFT_WAITING) instanceof List<?> reasons
        ? reasons.stream().limit(3).map(String::valueOf).collect(joining("; "))
        : "";
  }

  private void warn(Funnel.Counts total, Map<String, Object> facts) {
    if (total.waiting() > 0 && isLabelled()) {
      progress.accept(
          "warning: %,d of %s for a verdict: %s; longtail relabel --input %s asks again"
              .formatted(
                  total.waiting(),
                  Counted.of(total.exemplars(), "exemplar still waits", "exemplars still wait"),
                  whyTheyWait(facts),
                  out));
    }
    if (facts.get(LabelOperatorFactory.SUMMARY) instanceof List<?> summaries) {
      summaries.forEach(summary -> progress.accept(String.valueOf(summary)));
    }
    if (total.unparsable() > 0) {
      progress.accept(
          "warning: %s, see %s: %s"
              .formatted(
                  Counted.of(
                      total.unparsable(),
                      "record is no usable event",
                      "records are no usable events"),
                  out.resolve(Output.DEAD_LETTERS.folder()),
                  Reasons.mostFrequent(out.resolve(Output.DEAD_LETTERS.folder()), "")));
    }
    Map<EpochUnit, Long> units = new EnumMap<>(EpochUnit.class);
    for (EpochUnit unit : EpochUnit.values()) {
      units.put(unit, fact(facts, ProgressCounters.timesIn(unit)));
    }
    EpochUnit.warning(units).ifPresent(progress);
    if (fact(facts, ProgressCounters.OUT_OF_RANGE) > 0) {
      progress.accept(
          Counted.of(fact(facts, ProgressCounters.OUT_OF_RANGE), "record is", "records are")
              + " outside of the asked range");
    }
    if (total.twins() > 0) {
      String starts =
          Counted.of(
              total.twins(), "start of Windows' security log", "starts of Windows' security log");
      progress.accept(
          options.events().twins() == Twins.ONCE
              ? starts + " left out, because Sysmon tells the same"
              : "of the events, "
                  + starts
                  + " that Sysmon tells as well; --twins once keeps Sysmon's alone");
    }
    if (total.warmUp() > 0) {
      progress.accept(
          "warning: %,d of %s left out by chance, because the first window of a"
                  .formatted(
                      total.warmUp(),
                      Counted.of(total.unique(), "unique command was", "unique commands were"))
              + " shard has no earlier model to choose by; begin a day earlier, or raise --pool");
    }
    if (total.estimated() > 0) {
      progress.accept(
          "warning: %,d of the unique commands %s an estimate, see --unique-limit"
              .formatted(total.estimated(), Counted.noun(total.estimated(), "is", "are")));
    }
    if (total.abstained() > 0) {
      progress.accept(
          "warning: no verdict on %,d of %s, see %s: %s"
              .formatted(
                  total.abstained(),
                  Counted.of(total.exemplars(), "exemplar"),
                  out.resolve(Output.QUARANTINE.folder()),
                  Reasons.mostFrequent(out.resolve(Output.QUARANTINE.folder()), "abstained")));
    }
  }

  /** Writes the figures and deletes the counts; if it fails, the counts stay. */
  private void writeFigures() {
    Path counts = out.resolve(Output.FUNNEL.folder());
    Path target = out.resolve(Figures.FILE);
    try {
      Figures.writePlain(counts, options.events().windows(), target, progress);
      FileTrees.delete(counts);
    } catch (IOException e) {
      throw new InputException("cannot write to " + out + ": " + InputException.reason(e), e);
    } catch (RuntimeException e) {
      progress.accept(
          "the result is complete but for its figures; longtail figures --input %s --out %s writes"
                  .formatted(counts, target)
              + " them");
      throw e;
    }
  }

  private void writeFunnel(Funnel funnel, Map<String, Object> facts, String labeler) {
    FunnelFile file = FunnelFile.of(funnel, fact(facts, ProgressCounters.OUT_OF_RANGE), labeler);
    Path target = out.resolve(FUNNEL_FILE);
    try {
      Path draft = out.resolve("." + FUNNEL_FILE);
      Files.writeString(draft, file.text());
      Files.move(draft, target);
    } catch (IOException e) {
      throw new InputException("cannot write " + target + ": " + InputException.reason(e), e);
    }
  }
}
