package dev.longtail.job.cli;

import dev.longtail.job.config.InvalidOptions;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Problem;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Settings;
import dev.longtail.job.config.SettingsReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "validate",
    description = {
      "Checks a configuration without running anything.",
      "Reads it as longtail run would, the environment included, and prints all that is wrong with"
          + " file, line, key and a valid example."
    },
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description = "configuration of a job, YAML")
  Path config;

  @Option(
      names = "--for",
      paramLabel = "JOB",
      defaultValue = "streaming",
      description =
          "streaming: source, sink and checkpoints must be named; backfill: first and last day; any"
              + " (default: ${DEFAULT-VALUE})")
  Purpose purpose;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for a model on S3 (default: flink-conf beside the"
              + " launcher)")
  Path flinkConf = RunCommand.defaultFlinkConf();

  @Override
  public Integer call() {
    Settings settings =
        new SettingsReader()
            .file(config.toString(), OptionFlags.read(config))
            .environment(System.getenv())
            .settings();
    settings.notes().forEach(note -> System.err.println("longtail: " + note));
    try {
      ModelPlace.prepare(settings, flinkConf);
      LongtailOptions.of(settings, purpose);
    } catch (InvalidOptions e) {
      for (Problem problem : e.problems()) {
        System.err.println("longtail: " + problem.text());
      }
      return Longtail.FAILED;
    }
    System.out.println(config + ": valid");
    return 0;
  }
}
