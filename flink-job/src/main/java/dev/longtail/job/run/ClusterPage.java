package dev.longtail.job.run;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.page.JobFinder;
import dev.longtail.job.page.PageServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.util.NetUtils;

/**
 * The page of a job on a cluster. In application mode the main method runs in the JobManager, whose
 * JVM is there for this job alone, and the page is served there for as long as that lives.
 *
 * <p>Elsewhere none is served. A client that submits the job ends. A session cluster that runs the
 * main method, for {@code /jars/ID/run}, closes the job's class loader as soon as it returns, and
 * outlives the job.
 */
final class ClusterPage {
  /**
   * The main class of a JobManager in application mode. Flink's configuration does not tell it from
   * a session cluster that runs the main method: the execution target is the same.
   */
  private static final Pattern APPLICATION =
      Pattern.compile("org\\.apache\\.flink\\.\\S+ApplicationClusterEntry[pP]oint(\\s.*)?");

  private static final int MOST_PORTS = 100;

  private ClusterPage() {}

  /**
   * Starts the page if the options name a port and this is a JobManager in application mode.
   * Whatever fails is said and stops nothing.
   *
   * @param command main class and arguments of this JVM
   */
  static Optional<PageServer> start(
      LongtailOptions options, ReadableConfig flink, String command, Consumer<String> say) {
    if (options.streaming().orElseThrow().page().port().isEmpty()) {
      return Optional.empty();
    }
    if (!APPLICATION.matcher(command).matches()) {
      say.accept(
          "page.port: no page is served, because only a JobManager in application mode does;"
              + " longtail page --config F --rest URL serves one");
      return Optional.empty();
    }
    return PageServer.startIfWanted(
        options, JobFinder.named(StreamingJob.NAME, interfaces(flink)), Optional.empty(), say);
  }

  /** The main class and the arguments of this JVM, as the JDK says; empty if it does not. */
  static String command() {
    return System.getProperty("sun.java.command", "");
  }

  /** Where this JobManager's REST interface may be. */
  static List<URI> interfaces(ReadableConfig flink) {
    String bound = flink.getOptional(RestOptions.BIND_ADDRESS).orElse("");
    String host = bound.isEmpty() || isAny(bound) ? "127.0.0.1" : bound;
    List<URI> addresses = new ArrayList<>();
    Iterator<Integer> ports =
        NetUtils.getPortRangeFromString(
            flink
                .getOptional(RestOptions.BIND_PORT)
                .orElse(Integer.toString(flink.get(RestOptions.PORT))));
    while (ports.hasNext() && addresses.size() < MOST_PORTS) {
      addresses.add(URI.create("http://" + host + ":" + ports.next()));
    }
    return addresses;
  }

  private static boolean isAny(String address) {
    return address.equals("0.0.0.0") || address.equals("::");
  }
}
