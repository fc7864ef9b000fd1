package dev.longtail.job.page;

import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.RunningJob;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Finds the job that the page shows; asked again whenever there is none. */
public interface JobFinder {
  /** The job; empty if none runs, or its cluster does not answer. */
  Optional<RunningJob> find();

  /** Where it looks, for people. */
  String where();

  /** One job of one cluster, for as long as both live. */
  static JobFinder of(RunningJob job) {
    return new JobFinder() {
      @Override
      public Optional<RunningJob> find() {
        return Optional.of(job);
      }

      @Override
      public String where() {
        return job.rest().address().toString();
      }
    };
  }

  /**
   * The first job of {@code name} on any of {@code clusters}.
   *
   * @param clusters addresses of REST interfaces; where nobody answers is passed over
   */
  static JobFinder named(String name, List<URI> clusters) {
    return new JobFinder() {
      @Override
      public Optional<RunningJob> find() {
        return RunningJob.find(clusters, name).stream().findFirst();
      }

      @Override
      public String where() {
        return clusters.size() == 1
            ? new FlinkRest(clusters.get(0)).address().toString()
            : clusters.get(0) + " and " + (clusters.size() - 1) + " more";
      }
    };
  }
}
