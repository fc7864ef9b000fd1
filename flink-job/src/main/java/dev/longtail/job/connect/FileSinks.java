package dev.longtail.job.connect;

import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.OutputRecord;
import dev.longtail.job.graph.SinkFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * Writes each output as JSON Lines into the folder of its name. A file becomes visible when it is
 * complete: in a bounded job at its end, in a streaming job at a checkpoint.
 *
 * @param root the folder, on any file system that Flink knows
 * @param byDay whether an output's folder has a folder for each day, named {@code 2025-01-05} after
 *     the window of the records in it; for dead letters, late events and counts, after the day on
 *     which they were written. A stream needs it: it writes a file a subtask and checkpoint
 */
public record FileSinks(Path root, boolean byDay) implements SinkFactory {
  /** Characters of a date in the name of a window. */
  private static final int DATE = 10;

  @Override
  public Sink<OutputRecord> sink(Output output) {
    return FileSink.forRowFormat(
            new Path(root, output.folder()), (Encoder<OutputRecord>) FileSinks::write)
        .withBucketAssigner(new Folders(byDay, ofAnyWindow(output)))
        .withRollingPolicy(OnCheckpointRollingPolicy.build())
        .withOutputFileConfig(
            OutputFileConfig.builder()
                .withPartPrefix(output.folder())
                .withPartSuffix(".jsonl")
                .build())
        .build();
  }

  private static void write(OutputRecord record, OutputStream out) throws IOException {
    out.write(record.json().getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /**
   * Whether the windows of an output's records come from the clocks of hosts. Such records may be
   * of any day, and each would open a folder.
   */
  private static boolean ofAnyWindow(Output output) {
    return output == Output.DEAD_LETTERS || output == Output.LATE || output == Output.FUNNEL;
  }

  /**
   * The folder of a record below that of its output.
   *
   * @param byDay whether there is one for each day
   * @param ofWriting the day is the day of writing, not that of the record's window
   */
  private record Folders(boolean byDay, boolean ofWriting)
      implements BucketAssigner<OutputRecord, String> {
    @Override
    public String getBucketId(OutputRecord record, Context context) {
      if (!byDay) {
        return "";
      }
      String day =
          ofWriting
              ? Instant.ofEpochMilli(context.currentProcessingTime()).toString()
              : record.window();
      return day.substring(0, Math.min(DATE, day.length()));
    }

    @Override
    public SimpleVersionedSerializer<String> getSerializer() {
      return SimpleVersionedStringSerializer.INSTANCE;
    }
  }
}
