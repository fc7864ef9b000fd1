package dev.longtail.job.run;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Scale;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.LongtailOptions.ExemplarFiles;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.connect.RecordLinesFormat;
import dev.longtail.job.graph.LongtailTopology;
import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.ProgressCounters;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.RecordLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FlinkRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point of a backfill on a Flink cluster: {@code --config F --input URI --out URI
 * [key=value ...]}. It computes what {@link Backfill} computes; the subtasks write into {@code out}
 * themselves, so both places must be reached by every machine.
 *
 * <p>{@value Backfill#FUNNEL_FILE} marks a complete result, and only a main method that sees the
 * end of its job can write it: in application mode it does. A session cluster lets no main method
 * wait, so a complete result there lacks the file; Flink says whether the job is finished.
 */
public final class ClusterBackfill {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterBackfill.class);

  private static final String NAME = "longtail backfill";
  private static final String INPUT = "--input";
  private static final String OUT = "--out";

  /** As in a folder of {@link Backfill}: what is there was made by a run. */
  private static final String MARK = ".lock";

  private final Location input;
  private final Location out;
  private final LongtailOptions options;
  private final Consumer<String> say;

  /**
   * A backfill.
   *
   * @param input a file or folder of JSON Lines
   * @param out folder of the result; files of an unfinished run there are removed
   * @param options of the job, for the purpose of a backfill
   * @param say gets lines for the log
   */
  ClusterBackfill(Location input, Location out, LongtailOptions options, Consumer<String> say) {
    this.input = input;
    this.out = out;
    this.options = options;
    this.say = say;
  }

  /** The marker of a complete result, with the same form as the launcher's. */
  private record FunnelFile(
      List<Funnel.Row> windows, Funnel.Counts total, long outOfRange, String labeler) {}

  /** Runs the backfill on the cluster that this JVM is a client of. */
  public static void main(String[] args) throws Exception {
    List<String> rest = new ArrayList<>(List.of(args));
    Location input = new Location(taken(rest, INPUT));
    Location out = new Location(taken(rest, OUT));
    JobMain.Arguments arguments = JobMain.Arguments.of(rest.toArray(String[]::new));
    LongtailOptions options =
        LongtailOptions.of(
            new SettingsReader()
                .file(arguments.config(), JobMain.read(arguments.config()))
                .environment(System.getenv())
                .arguments(arguments.settings())
                .settings(),
            Purpose.BACKFILL);
    var unused = new ClusterBackfill(input, out, options, LOG::info).run();
  }

  private static String taken(List<String> args, String name) {
    int at = args.indexOf(name);
    if (at < 0 || at + 1 >= args.size()) {
      throw new InputException(
          name + " is missing; usage: --config PATH_OR_URI --input URI --out URI [key=value ...]");
    }
    args.remove(at);
    return args.remove(at);
  }

  /**
   * Runs the backfill.
   *
   * @return the funnel; empty if the job's end cannot be awaited
   * @throws InputException if input or output cannot be used, or if the counts do not add up
   */
  Optional<Funnel> run() throws Exception {
    if (out.isIn(input)) {
      throw new InputException("the result's folder " + out + " lies in the input's, " + input);
    }
    StoredFiles found = StoredFiles.checked(input);
    found.warning().ifPresent(say);
    String labeler = describeLabeler();
    prepare();
    Optional<JobExecutionResult> result = await(environment(found).executeAsync(NAME));
    if (result.isEmpty()) {
      say.accept("submitted; the result in %s will have no funnel.json".formatted(out));
      return Optional.empty();
    }
    Funnel funnel = funnel();
    check(funnel, result.get().getAllAccumulatorResults());
    writeMark(funnel, result.get().getAllAccumulatorResults(), labeler);
    return Optional.of(funnel);
  }

  /** Opens the labeler once here, so that a missing truth file is found before the work. */
  private String describeLabeler() {
    try (LabelClient client = options.topology().labels().labeler().open()) {
      return client.describe();
    }
  }

  private void prepare() throws IOException {
    if (FileSystems.exists(out.resolve(Backfill.FUNNEL_FILE))) {
      throw new InputException(
          out + " holds a complete result already; remove it or name another folder");
    }
    boolean ours = FileSystems.exists(out.resolve(MARK));
    for (Output output : Output.values()) {
      Location folder = out.resolve(output.folder());
      if (FileSystems.exists(folder)) {
        if (!ours) {
          throw new InputException(
              folder + " is there, and no run has made it; move it away or name another folder");
        }
        say.accept("removing what an unfinished run left in " + folder);
        FileSystems.delete(folder);
      }
    }
    write("", MARK);
  }

  private StreamExecutionEnvironment environment(StoredFiles events) {
    Configuration config = new Configuration();
    // Flink would choose the parallelism by bytes, but a few anomalies to embed or label are few
    // bytes and long work.
    config.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
    options.parallelism().ifPresent(n -> config.set(CoreOptions.DEFAULT_PARALLELISM, n));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    TopologyOptions topology = options.topology();
    List<Location> known =
        options.earlierExemplars() instanceof ExemplarFiles earlier
            ? earlier.files().stream().map(Location::new).toList()
            : List.of();
    FileSource<SourceRecord> source =
        FileSource.forBulkFileFormat(
                new RecordLinesFormat(),
                events.files().toArray(org.apache.flink.core.fs.Path[]::new))
            .build();
    new LongtailTopology(
            source,
            EarlierFiles.in(known, topology.events().windows()).source(),
            new FileSinks(out.path(), false),
            topology,
            RuntimeExecutionMode.BATCH)
        .build(env);
    return env;
  }

  private static Optional<JobExecutionResult> await(JobClient job) throws Exception {
    try {
      return Optional.of(job.getJobExecutionResult().get());
    } catch (FlinkRuntimeException e) {
      // What Flink answers at once to a main method that a session cluster runs.
      return Optional.empty();
    }
  }

  private Funnel funnel() {
    Funnel funnel = new Funnel();
    Location counts = out.resolve(Output.FUNNEL.folder());
    if (FileSystems.exists(counts)) {
      StoredFiles.checked(counts)
          .forEachLine(
              (line, where) -> {
                try {
                  funnel.add(Json.MAPPER.readValue(line.text(), FunnelCount.class));
                } catch (IOException | RecordLines.UnreadableLineException e) {
                  throw new InputException(where + ": no funnel count: " + e.getMessage(), e);
                }
              });
    }
    return funnel;
  }

  private void check(Funnel funnel, Map<String, Object> facts) {
    long read = fact(facts, ProgressCounters.RECORDS) - fact(facts, ProgressCounters.OUT_OF_RANGE);
    if (read == 0) {
      throw new InputException(input + ": no records of the asked range");
    }
    for (Scale scale : options.topology().ranking().scales().each()) {
      if (read != funnel.events(scale)) {
        throw new IllegalStateException(
            "%,d records were read but the %s scale accounts for %,d"
                .formatted(read, scale.label(), funnel.events(scale)));
      }
    }
  }

  private static long fact(Map<String, Object> facts, String name) {
    return facts.get(name) instanceof Long value ? value : 0;
  }

  private void writeMark(Funnel funnel, Map<String, Object> facts, String labeler)
      throws IOException {
    FunnelFile file =
        new FunnelFile(
            funnel.rows(), funnel.total(), fact(facts, ProgressCounters.OUT_OF_RANGE), labeler);
    write(
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(file),
        Backfill.FUNNEL_FILE);
    say.accept("complete: " + out.resolve(Backfill.FUNNEL_FILE));
  }

  private void write(String text, String name) throws IOException {
    Path draft = Files.createTempFile("longtail", ".tmp");
    try {
      Files.writeString(draft, text);
      FileSystems.copy(draft, out.resolve(name));
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
