package dev.longtail.job.page;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.funnel.FunnelFile;
import dev.longtail.job.storage.Location;
import dev.longtail.job.watch.JobReport;
import dev.longtail.udfs.io.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the page shows, kept up to date by two threads: one reads the outputs, one looks at the
 * cluster. Nothing of it reaches back into the job.
 */
final class JobPage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobPage.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration LAST_ANSWER = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Rows of the funnel that the page shows; {@code funnel.json} has all. */
  private static final int MOST_WINDOWS = 62;

  private final Results results = new Results();
  private final ClusterWatch cluster;
  private final OutputReader outputs;
  private final Spending spending;
  private final Optional<Duration> idleAfter;
  private final Thread reading;
  private final Thread looking;
  private volatile OutputReader.Reading progress = OutputReader.Reading.NOTHING;
  private volatile boolean closed;

  private long foundVersion;
  private PageState.Found found;

  /**
   * A page.
   *
   * @param idleAfter the silence after which windows no longer wait for a partition, if they do not
   */
  JobPage(OutputReader outputs, JobFinder finder, Spending spending, Optional<Duration> idleAfter) {
    this.outputs = outputs;
    this.cluster = new ClusterWatch(finder);
    this.spending = spending;
    this.idleAfter = idleAfter;
    this.reading = thread("longtail-page-outputs", this::readAll);
    this.looking = thread("longtail-page-cluster", this::lookOn);
  }

  /** The page of the streaming job of {@code options}. */
  static JobPage of(LongtailOptions options, JobFinder finder) {
    LongtailOptions.Streaming streaming = options.streaming().orElseThrow();
    JobPage page =
        new JobPage(
            reader(streaming.sink()),
            finder,
            Spending.of(options.topology().labels().labeler()),
            streaming.times().idleAfter());
    page.start();
    return page;
  }

  private static OutputReader reader(LongtailOptions.Sink sink) {
    if (sink instanceof LongtailOptions.FileSink files) {
      return new FolderOutputs(new Location(files.path()));
    }
    LongtailOptions.KafkaSink kafka = (LongtailOptions.KafkaSink) sink;
    return new KafkaOutputs(kafka.bootstrapServers(), kafka.topicPrefix(), kafka.properties());
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    reading.start();
    looking.start();
  }

  private void readAll() {
    try (outputs) {
      while (!closed) {
        progress = read().after(progress);
      }
    } catch (InterruptedException | InterruptException e) {
      // closed
    }
  }

  private OutputReader.Reading read() throws InterruptedException {
    try {
      return outputs.read(results::take);
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("the page cannot read the results now; it tries again", e);
      Thread.sleep(RETRY.toMillis());
      return OutputReader.Reading.failed("the results cannot be read: " + e.getMessage());
    }
  }

  private void lookOn() {
    try {
      while (!closed) {
        try {
          cluster.look(Instant.now());
        } catch (RuntimeException e) {
          LOG.warn("the page cannot look at the cluster now; it tries again", e);
          Thread.sleep(RETRY.toMillis());
        }
        Thread.sleep(LOOK_EVERY.toMillis());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** The health. */
  Health health() {
    return health(cluster.latest(), Instant.now());
  }

  private Health health(Look look, Instant now) {
    return Health.of(look, progress, results.moved(), spending, idleAfter, now);
  }

  /**
   * What the page shows, as JSON.
   *
   * @param known version of the results that the page has
   */
  String state(long known) {
    Look look = cluster.latest();
    Instant now = Instant.now();
    long version = results.version();
    PageState.Found news = known == version ? null : found(version);
    return Json.line(PageState.of(now, health(look, now), look, spending, version, news));
  }

  /** The results of a version or later, made once for all who ask. */
  private synchronized PageState.Found found(long version) {
    if (found == null || foundVersion != version) {
      foundVersion = version;
      found = PageState.found(results, MOST_WINDOWS);
    }
    return found;
  }

  /** The text of {@code funnel.json}. */
  String funnel() {
    JobReport report = cluster.latest().report();
    OptionalLong outOfRange = report == null ? OptionalLong.empty() : report.outOfRange();
    return FunnelFile.of(results.funnel(), outOfRange.orElse(0), spending.labeler()).text();
  }

  /** A command line that the lists show cut, as far as it is kept, with escapes. */
  Optional<String> line(String id) {
    return results
        .line(id)
        .map(
            line ->
                line.characters() <= CommandText.MOST
                    ? line.whole()
                    : line.whole()
                        + "… (%,d characters; the output has the whole line)"
                            .formatted(line.characters()));
  }

  @Override
  public void close() {
    closed = true;
    reading.interrupt();
    looking.interrupt();
    try {
      // Whoever stops the broker next waits until it is no longer asked.
      reading.join(LAST_ANSWER.toMillis());
      looking.join(LAST_ANSWER.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
