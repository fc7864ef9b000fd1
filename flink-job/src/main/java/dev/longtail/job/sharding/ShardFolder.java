package dev.longtail.job.sharding;

import dev.longtail.job.storage.Location;
import dev.longtail.training.shards.ShardReader;
import dev.longtail.training.shards.ShardSummary;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The folder of a run, which every machine reaches. It holds the shards, a sample of each, what
 * each of them holds, the trees, and what each worker says of itself.
 *
 * @param place of the folder
 */
record ShardFolder(String place) implements Serializable {
  private static final String TREES = "trees.json";

  /**
   * What a worker says of itself.
   *
   * @param rank its rank, which is the number of its shard
   * @param rows it has seen
   * @param seconds from its first row to its last tree
   * @param peakResidentBytes of its process until its end; 0 where the system does not say
   */
  record WorkerReport(int rank, long rows, double seconds, long peakResidentBytes) {}

  OutputStream writeLines(int shard) throws IOException {
    return create(lines(shard));
  }

  OutputStream writeSample(int shard) throws IOException {
    return create(sample(shard));
  }

  ShardReader readLines(int shard) throws IOException {
    return new ShardReader(open(lines(shard)), location(lines(shard)).text());
  }

  ShardReader readSample(int shard) throws IOException {
    return new ShardReader(open(sample(shard)), location(sample(shard)).text());
  }

  void writeSummary(int shard, ShardSummary summary) throws IOException {
    write(numbered("shard", shard, "json"), Json.MAPPER.writeValueAsBytes(summary));
  }

  /** What the shards hold, in their order. */
  List<ShardSummary> summaries(int shards) throws IOException {
    List<ShardSummary> summaries = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      String name = numbered("shard", shard, "json");
      if (!exists(name)) {
        throw new InputException(
            "shard %d of %d has no line: use fewer --workers".formatted(shard, shards));
      }
      summaries.add(Json.MAPPER.readValue(read(name), ShardSummary.class));
    }
    return summaries;
  }

  void writeTrees(byte[] json) throws IOException {
    write(TREES, json);
  }

  byte[] trees() throws IOException {
    return read(TREES);
  }

  void writeReport(WorkerReport report) throws IOException {
    write(numbered("worker", report.rank(), "json"), Json.MAPPER.writeValueAsBytes(report));
  }

  List<WorkerReport> reports(int workers) throws IOException {
    List<WorkerReport> reports = new ArrayList<>();
    for (int rank = 0; rank < workers; rank++) {
      reports.add(
          Json.MAPPER.readValue(read(numbered("worker", rank, "json")), WorkerReport.class));
    }
    return reports;
  }

  private static String lines(int shard) {
    return numbered("shard", shard, "lines");
  }

  private static String sample(int shard) {
    return numbered("sample", shard, "lines");
  }

  private static String numbered(String kind, int number, String ending) {
    return String.format(Locale.ROOT, "%s-%04d.%s", kind, number, ending);
  }

  Location location(String name) {
    return new Location(place).resolve(name);
  }

  private boolean exists(String name) throws IOException {
    Path path = location(name).path();
    return path.getFileSystem().exists(path);
  }

  private InputStream open(String name) throws IOException {
    Path path = location(name).path();
    return path.getFileSystem().open(path);
  }

  private OutputStream create(String name) throws IOException {
    Path path = location(name).path();
    return path.getFileSystem().create(path, FileSystem.WriteMode.OVERWRITE);
  }

  private byte[] read(String name) throws IOException {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    }
  }

  private void write(String name, byte[] content) throws IOException {
    try (OutputStream out = create(name)) {
      out.write(content);
    }
  }
}
