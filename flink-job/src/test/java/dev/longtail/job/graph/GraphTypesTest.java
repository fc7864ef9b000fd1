package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.Scales;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.io.SimpleVersionedSerializerTypeSerializerProxy;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing of ours goes through a serializer that writes class names: every type in the graph, as
 * input, output, side output or key. What the operators keep beside is seen in savepoints ({@link
 * SavepointCompatibilityIT}).
 */
class GraphTypesTest {
  /** A POJO as Flink takes it, to show that the walk would find one. */
  public record Pojo(String name, long count) {}

  @ParameterizedTest
  @EnumSource(names = {"STREAMING", "BATCH"})
  void noTypeIsKnownByItsClass(RuntimeExecutionMode mode, @TempDir Path folder) throws IOException {
    StreamExecutionEnvironment env =
        LongtailTopologyTest.whole(
            mode,
            Scales.BOTH,
            LongtailTopologyTest.EXEMPLARS,
            true,
            LongtailTopologyTest.scoring(folder));
    StreamGraph graph = env.getStreamGraph(false);
    assertThat(graph.getStreamNodes()).hasSizeGreaterThan(47);
    assertThat(unwanted(graph)).isEmpty();
  }

  @Test
  void aPojoInTheGraphIsFound() throws IOException {
    StreamExecutionEnvironment env =
        LongtailTopologyTest.whole(RuntimeExecutionMode.STREAMING, Scales.FULL, null, false);
    env.fromData(new Pojo("first", 1))
        .uid("pojo")
        .keyBy(Pojo::name)
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
    Map<String, Set<String>> found = unwanted(env.getStreamGraph(false));
    assertThat(found.toString()).contains("PojoSerializer").contains("GraphTypesTest$Pojo");
  }

  /** What is unwanted of the types of a node, by its name. */
  private static Map<String, Set<String>> unwanted(StreamGraph graph) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    for (StreamNode node : graph.getStreamNodes()) {
      for (TypeSerializer<?> serializer : serializers(node, graph)) {
        Set<String> names = StateNames.unwanted(snapshot(serializer));
        if (!names.isEmpty()) {
          found.put(node.getOperatorName(), names);
        }
      }
    }
    return found;
  }

  private static List<TypeSerializer<?>> serializers(StreamNode node, StreamGraph graph) {
    List<TypeSerializer<?>> all = new ArrayList<>(List.of(node.getTypeSerializersIn()));
    all.add(node.getTypeSerializerOut());
    all.add(node.getStateKeySerializer());
    for (StreamEdge edge : node.getOutEdges()) {
      if (edge.getOutputTag() != null) {
        all.add(
            edge.getOutputTag()
                .getTypeInfo()
                .createSerializer(graph.getExecutionConfig().getSerializerConfig()));
      }
    }
    // What sinks send their committers is Flink's and has a version, but no snapshot.
    all.removeIf(
        serializer ->
            serializer == null
                || serializer instanceof SimpleVersionedSerializerTypeSerializerProxy);
    return all;
  }

  private static byte[] snapshot(TypeSerializer<?> serializer) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return out.getCopyOfBuffer();
  }
}
