package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** The options by which a command finds the running job of a configuration. */
final class RunningJobs {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "F",
      description = "configuration of the job, YAML; the environment wins over it")
  Path config;

  @Option(
      names = "--rest",
      paramLabel = "URL",
      description =
          "REST interface of its Flink cluster (default: ports "
              + LocalFlink.REST_PORTS
              + " of this machine, where longtail run is)")
  URI rest;

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "the job's id, where several of one configuration run")
  String id;

  /** The options in the configuration. */
  LongtailOptions options() {
    return LongtailOptions.of(
        new SettingsReader()
            .file(config.toString(), OptionFlags.read(config))
            .environment(System.getenv())
            .settings(),
        Purpose.STREAMING);
  }

  /**
   * The job.
   *
   * @throws InputException if there is none, or if it is not clear which
   */
  RunningJob one(LongtailOptions options) {
    List<RunningJob> found =
        RunningJob.find(clusters(), StreamingJob.NAME).stream()
            .filter(job -> id == null ? isOf(options, job) : job.id().equals(id))
            .toList();
    if (found.isEmpty()) {
      throw new InputException(
          "no job of %s runs at %s; name the REST interface of its cluster with --rest URL"
              .formatted(config, rest == null ? shown() : rest));
    }
    if (found.size() > 1) {
      throw new InputException(
          "several jobs run, name one with --job: "
              + found.stream()
                  .map(job -> job.id() + " at " + job.rest().address())
                  .collect(Collectors.joining(", ")));
    }
    return found.get(0);
  }

  private static String shown() {
    return "http://" + LocalFlink.HOST + ", ports " + LocalFlink.REST_PORTS;
  }

  private List<URI> clusters() {
    if (rest != null) {
      return List.of(rest);
    }
    String[] ports = LocalFlink.REST_PORTS.split("-");
    return IntStream.rangeClosed(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]))
        .mapToObj(port -> URI.create("http://" + LocalFlink.HOST + ":" + port))
        .toList();
  }

  /**
   * A job says whose it is. One that does not, as those of 0.1.0, is known by where it saves:
   * before its first checkpoint it may be of any configuration, and only {@code --job} names it.
   */
  private static boolean isOf(LongtailOptions options, RunningJob job) {
    Map<String, String> marks = StreamingJob.marks(options);
    try {
      Map<String, String> said = job.parameters();
      if (said.keySet().containsAll(marks.keySet())) {
        return said.entrySet().containsAll(marks.entrySet());
      }
      Path directory = pathOf(options.streaming().orElseThrow().checkpoints().directory());
      return job.savedAt().filter(saved -> pathOf(saved).startsWith(directory)).isPresent();
    } catch (IOException e) {
      return false; // It has just ended.
    }
  }

  /** Flink writes file:/a for file:///a. */
  private static Path pathOf(String location) {
    return Path.of("/" + location.replaceFirst("^[a-zA-Z0-9+.-]+:/*", ""));
  }
}
