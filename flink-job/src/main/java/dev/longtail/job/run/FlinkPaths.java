package dev.longtail.job.run;

import java.nio.file.Path;
import java.util.List;

/** Converts paths of this machine to Flink's paths. */
final class FlinkPaths {
  private FlinkPaths() {}

  static org.apache.flink.core.fs.Path[] of(List<Path> paths) {
    return paths.stream().map(FlinkPaths::of).toArray(org.apache.flink.core.fs.Path[]::new);
  }

  static org.apache.flink.core.fs.Path of(Path path) {
    return new org.apache.flink.core.fs.Path(path.toAbsolutePath().toUri());
  }
}
