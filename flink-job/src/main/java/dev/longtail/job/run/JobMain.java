package dev.longtail.job.run;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point for a Flink cluster: {@code flink run longtail-job.jar --config F [key=value
 * ...]}.
 *
 * <p>In application mode it runs inside the JobManager, which stores the finished job after this
 * method has returned. So the method never ends the JVM; it throws on failure.
 */
public final class JobMain {
  private static final Logger LOG = LoggerFactory.getLogger(JobMain.class);

  private static final String CONFIG = "--config";
  private static final String USAGE =
      "usage: longtail-job.jar --config PATH_OR_URI [key=value ...]; a key is one of the"
          + " configuration file's, such as job.parallelism=4 or restore=none";

  /**
   * In application mode, Flink's own entry point reads --config as an abbreviation of its
   * --configDir.
   */
  private static final String BEHIND = "; in application mode put -- before it";

  private JobMain() {}

  /** Builds the streaming job and runs it on the cluster that this JVM is a client of. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(args);
    LongtailOptions options =
        LongtailOptions.read(
            read(arguments.config), arguments.config, System.getenv(), arguments.settings);
    StreamExecutionEnvironment env =
        new StreamingJob(options, new Configuration(), LOG::info).environment();
    var unused =
        ClusterPage.start(options, env.getConfiguration(), ClusterPage.command(), LOG::info);
    env.execute(StreamingJob.NAME);
  }

  /**
   * The arguments of a call.
   *
   * @param config path or URI of the configuration
   * @param settings {@code key=value}; they override the configuration
   */
  record Arguments(String config, List<String> settings) {
    static Arguments of(String... args) {
      String config = null;
      List<String> settings = new ArrayList<>();
      for (int i = 0; i < args.length; i++) {
        if (args[i].equals(CONFIG) && i + 1 < args.length) {
          config = args[++i];
        } else if (args[i].startsWith(CONFIG + "=")) {
          config = args[i].substring(CONFIG.length() + 1);
        } else if (args[i].startsWith("-")) {
          throw new InputException("unknown option '" + args[i] + "'; " + USAGE);
        } else {
          settings.add(args[i]);
        }
      }
      if (config == null || config.isBlank()) {
        throw new InputException(CONFIG + " is missing; " + USAGE + BEHIND);
      }
      return new Arguments(config, List.copyOf(settings));
    }
  }

  /**
   * Reads a text from this machine's disk, or from any file system that Flink knows.
   *
   * @throws InputException naming {@code location}
   */
  static String read(String location) {
    try {
      Path path = new Path(location);
      if (path.toUri().getScheme() == null) {
        return Files.readString(java.nio.file.Path.of(location));
      }
      try (FSDataInputStream in = path.getFileSystem().open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (UnsupportedFileSystemSchemeException e) {
      throw new InputException(
          location
              + ": cannot be read: Flink has no file system of that scheme here; put its plugin"
              + " into Flink's plugins folder",
          e);
    } catch (IOException e) {
      throw new InputException(location + ": cannot be read: " + InputException.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new InputException(location + ": is neither a path nor a URI", e);
    }
  }
}
