package dev.longtail.job.cli;

import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.training.dataset.BaselineRules;
import dev.longtail.training.dataset.DataSetBuild;
import dev.longtail.training.dataset.DataSetSettings;
import dev.longtail.training.dataset.SourceKind;
import dev.longtail.training.dataset.TelemetryIntake;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the base sets of training out of telemetry, rules and labelled sources. */
@Command(
    name = "dataset",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes the training sets RB and AB out of telemetry, rules and labelled sources.",
      "RB has the lines of the telemetry that rules label; AB adds what the sources say. Each row"
          + " says who labelled it. Writes rb.jsonl.gz, rb.parquet, ab.jsonl.gz, ab.parquet,"
          + " card.json and card.md (docs/datasets.md)."
    })
final class DatasetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--telemetry",
      paramLabel = "DIR",
      description = "events of any format, a file or a folder, here or on S3")
  private String telemetry;

  @Option(names = "--from", paramLabel = "DATE", description = "first day of the telemetry, UTC")
  private LocalDate from;

  @Option(names = "--to", paramLabel = "DATE", description = "last day of the telemetry, UTC")
  private LocalDate to;

  @Option(
      names = "--rules",
      arity = "1..*",
      paramLabel = "F",
      description = "add the rules of these files, or of a folder's .yaml and .yml")
  private List<Path> rules = List.of();

  @Option(names = "--no-default-rules", description = "use only the rules of --rules")
  private boolean noDefaultRules;

  @Option(
      names = "--source",
      paramLabel = "KIND=F",
      description =
          "a labelled source: cases, review, sandbox or telemetry, in the order of trust; JSON"
              + " Lines, CSV or Parquet of {cmd, label}, or the folder of a review; may be"
              + " repeated")
  private List<String> sources = List.of();

  @Option(
      names = "--test",
      arity = "1..*",
      paramLabel = "F",
      description = "test sets: no line of the template of one of theirs is trained on")
  private List<Path> tests = List.of();

  @Option(
      names = "--test-from",
      paramLabel = "DATE",
      description = "first day of the test period: no line first seen then or later is trained on")
  private LocalDate testFrom;

  @Option(
      names = "--benign-hosts",
      paramLabel = "N",
      defaultValue = "" + DataSetSettings.DEFAULT_BENIGN_HOSTS,
      description =
          "a line seen on so many hosts is called benign without a rule; 0: none (default:"
              + " ${DEFAULT-VALUE})")
  private int benignHosts;

  @Option(
      names = "--max-lines",
      paramLabel = "N",
      defaultValue = "" + DataSetSettings.DEFAULT_MOST_LINES,
      description =
          "different lines that are kept of each kind: malicious by rule, benign by rule, others;"
              + " of more a sample (default: ${DEFAULT-VALUE})")
  private int mostLines;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for its file systems (default: flink-conf beside the"
              + " launcher)")
  private Path flinkConf = RunCommand.defaultFlinkConf();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "output folder")
  private Path out;

  private final Progress progress = new Progress();

  @Override
  public Integer call() {
    if (telemetry == null && sources.isEmpty()) {
      throw refused("nothing to make a set of: give --telemetry, --source or both");
    }
    if (noDefaultRules && rules.isEmpty()) {
      throw refused("--no-default-rules leaves no rule: give --rules");
    }
    Map<Path, SourceKind> kinds = kinds();
    DataSetBuild build =
        new DataSetBuild(settings(), BaselineRules.of(rules, !noDefaultRules), progress::say);
    kinds.forEach((file, kind) -> build.source(kind, file));
    tests.forEach(build::test);
    if (telemetry != null) {
      read(build.telemetry());
    }
    System.out.print(build.write(out));
    System.out.flush();
    progress.say("written: " + out);
    return 0;
  }

  private DataSetSettings settings() {
    try {
      return new DataSetSettings(
          Optional.ofNullable(from),
          Optional.ofNullable(to),
          Optional.ofNullable(testFrom),
          benignHosts,
          mostLines);
    } catch (InputException e) {
      throw refused(e.getMessage());
    }
  }

  private Map<Path, SourceKind> kinds() {
    Map<Path, SourceKind> kinds = new LinkedHashMap<>();
    for (String source : sources) {
      int equals = source.indexOf('=');
      SourceKind kind =
          SourceKind.ofFiles(equals < 0 ? "" : source.substring(0, equals))
              .orElseThrow(
                  () ->
                      refused(
                          "--source %s: KIND=F, with cases, review, sandbox or telemetry for KIND"
                              .formatted(source)));
      if (kinds.put(Path.of(source.substring(equals + 1)), kind) != null) {
        throw refused("--source %s: this file is a source already".formatted(source));
      }
    }
    return kinds;
  }

  private void read(TelemetryIntake intake) {
    Location place = new Location(telemetry);
    FileSystems.prepare(
        () -> RunCommand.flinkSettings(flinkConf),
        List.of(new FileSystems.Use("--telemetry", place, false)));
    StoredFiles found = StoredFiles.checked(place);
    found.warning().ifPresent(progress::say);
    EventReader reader = new EventReader(EventFormat.AUTO, Twins.OFF, intake);
    for (var file : found.files()) {
      new StoredFiles(List.of(file), Optional.empty())
          .forEachLine(
              (line, where) -> {
                intake.next(line.bytes(), where);
                if (line.defect().isEmpty()) {
                  reader.read(line.bytes());
                } else {
                  intake.rejected(line.defect());
                }
              });
      progress.say("read " + file.getPath());
    }
    reader.end();
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
