package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMappers;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The entry of a {@link MappedSerializer} in a savepoint: the logical name of a form, and its
 * version.
 *
 * <p>Flink finds a snapshot by the name of its class. So this is the only class of ours whose name
 * is in savepoints. Never rename or move it; {@code StateBytesTest} checks that no other name
 * appears.
 */
public final class StateSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int VERSION = 1;

  private String name;
  private int version;

  /** For Flink, which reads the content afterwards. */
  public StateSnapshot() {}

  StateSnapshot(String name, int version) {
    this.name = name;
    this.version = version;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(name);
    out.writeInt(version);
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
      throws IOException {
    name = in.readUTF();
    version = in.readInt();
    int known;
    try {
      known = StateMappers.named(name).version();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage() + "; was the savepoint made by a later release?", e);
    }
    if (version < 1 || version > known) {
      throw new IOException(
          "state \"%s\" in version %d; this release reads versions up to %d: was the savepoint made by a later release?"
              .formatted(name, version, known));
    }
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new MappedSerializer<>(name, version);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (!(old instanceof StateSnapshot<T> that) || !that.name.equals(name)) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    if (that.version > version) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return that.version == version
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }
}
