package dev.longtail.job.connect;

import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.SinkFactory;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * Writes each output as JSON Lines into the folder of its name. A file becomes visible when it is
 * complete: in a bounded job at its end, in a streaming job at a checkpoint.
 *
 * @param root the folder, on any file system that Flink knows
 */
public record FileSinks(Path root) implements SinkFactory {
  @Override
  public Sink<String> sink(Output output) {
    return FileSink.forRowFormat(
            new Path(root, output.folder()), new SimpleStringEncoder<String>("UTF-8"))
        .withBucketAssigner(new BasePathBucketAssigner<>())
        .withRollingPolicy(OnCheckpointRollingPolicy.build())
        .withOutputFileConfig(
            OutputFileConfig.builder()
                .withPartPrefix(output.folder())
                .withPartSuffix(".jsonl")
                .build())
        .build();
  }
}
