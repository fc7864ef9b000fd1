package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.InvalidOptions;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "explain",
    description = {
      "Shows every option: its value, where that comes from, what it means.",
      "A flag wins over the environment, the environment over the file, the file over the default."
          + " No secret is shown."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer>, OptionFlags.Taker {
  @Option(names = "--config", paramLabel = "F", description = "configuration of a job, YAML")
  Path config;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for a model on S3 (default: flink-conf beside the"
              + " launcher)")
  Path flinkConf = RunCommand.defaultFlinkConf();

  @Option(names = "--json", description = "as one JSON object")
  boolean json;

  @Option(names = "--markdown", description = "as the page docs/configuration.md: no values")
  boolean markdown;

  private final OptionFlags flags = OptionFlags.of(Section.values());

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if (markdown) {
      System.out.print(new OptionsPage(Catalogue.ALL).markdown());
      return 0;
    }
    Settings settings = flags.reader(config).settings();
    String fingerprint = null;
    InvalidOptions invalid = null;
    try {
      ModelPlace.prepare(settings, flinkConf);
      fingerprint = LongtailOptions.of(settings, Purpose.ANY).fingerprint().toString();
    } catch (InvalidOptions e) {
      invalid = e;
    }
    Explanation explanation = Explanation.of(settings, System.getenv(), fingerprint);
    System.out.print(json ? explanation.json() : explanation.table());
    System.out.flush();
    settings.notes().forEach(note -> System.err.println("longtail: " + note));
    InvalidOptions found = invalid;
    return found == null
        ? 0
        : flags.orBadUsage(
            () -> {
              throw found;
            });
  }
}
