package dev.longtail.detectors.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.ShardWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StateSnapshotTest {
  private static final MappedSerializer<ShardWindow> SERIALIZER =
      new MappedSerializer<>(StateMappers.SHARD_WINDOW);

  @Test
  void holdsNameAndVersionAndNoOtherClassOfOurs() throws IOException {
    byte[] bytes = written(SERIALIZER.snapshotConfiguration());
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains("shard-window").containsOnlyOnce("dev.longtail");
    TypeSerializerSnapshot<ShardWindow> back = read(bytes);
    assertThat(back.restoreSerializer()).isEqualTo(SERIALIZER);
  }

  @Test
  void itsOwnClassIsWhereSavepointsLookForIt() {
    assertThat(StateSnapshot.class.getName())
        .isEqualTo("dev.longtail.detectors.flink.StateSnapshot");
  }

  @Test
  void readsTheSameVersionAsItIsAndMigratesAnEarlierOne() {
    StateSnapshot<ShardWindow> now = new StateSnapshot<>("shard-window", 3);
    assertThat(now.resolveSchemaCompatibility(new StateSnapshot<>("shard-window", 3)))
        .matches(c -> c.isCompatibleAsIs());
    assertThat(now.resolveSchemaCompatibility(new StateSnapshot<>("shard-window", 2)))
        .matches(c -> c.isCompatibleAfterMigration());
    assertThat(now.resolveSchemaCompatibility(new StateSnapshot<>("shard-window", 4)))
        .matches(c -> c.isIncompatible());
    assertThat(now.resolveSchemaCompatibility(new StateSnapshot<>("shard-model", 3)))
        .matches(c -> c.isIncompatible());
  }

  @Test
  void saysThatASavepointIsOfALaterRelease() throws IOException {
    byte[] later = written(new StateSnapshot<ShardWindow>("shard-window", 9));
    assertThatThrownBy(() -> read(later))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"shard-window\" in version 9")
        .hasMessageContaining("later release");
    byte[] unknown = written(new StateSnapshot<ShardWindow>("time-machine", 1));
    assertThatThrownBy(() -> read(unknown))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("\"time-machine\" is unknown")
        .hasMessageContaining("later release");
  }

  private static byte[] written(TypeSerializerSnapshot<ShardWindow> snapshot) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
    return out.getCopyOfBuffer();
  }

  private static TypeSerializerSnapshot<ShardWindow> read(byte[] bytes) throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(bytes), StateSnapshotTest.class.getClassLoader());
  }
}
