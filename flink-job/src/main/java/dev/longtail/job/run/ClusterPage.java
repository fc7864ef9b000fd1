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
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.util.NetUtils;

/**
 * The page of a job on a cluster. In application mode the main method runs in the JobManager, and
 * the page is served there for as long as that lives. A client that only submits the job ends, so
 * it serves none.
 */
final class ClusterPage {
  /** The executor that a main method has inside the JobManager. */
  private static final String IN_JOB_MANAGER = "embedded";

  private static final int MOST_PORTS = 100;

  private ClusterPage() {}

  /**
   * Starts the page if the options name a port and this is a JobManager. Whatever fails is said and
   * stops nothing.
   */
  static Optional<PageServer> start(
      LongtailOptions options, ReadableConfig flink, Consumer<String> say) {
    if (options.streaming().orElseThrow().page().port().isEmpty()) {
      return Optional.empty();
    }
    if (!IN_JOB_MANAGER.equals(flink.get(DeploymentOptions.TARGET))) {
      say.accept(
          "page.port: no page is served, because this client ends and the job goes on; longtail"
              + " page --config F --rest URL serves one");
      return Optional.empty();
    }
    try {
      return PageServer.startIfWanted(
          options, JobFinder.named(StreamingJob.NAME, interfaces(flink)), null, say);
    } catch (RuntimeException e) {
      say.accept("there is no page: " + e.getMessage());
      return Optional.empty();
    }
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
