package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * The type of records that travel in the form of their {@link StateMapper}: for the hop that every
 * event takes, where reflection over a record's fields would cost more than all else.
 */
public final class MappedTypeInfo<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final Class<? extends StateMapper<T>> mapperClass;

  /** Records of {@code type}, written and read by a mapper without arguments. */
  public MappedTypeInfo(Class<T> type, Class<? extends StateMapper<T>> mapperClass) {
    this.type = type;
    this.mapperClass = mapperClass;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new MappedSerializer<>(mapperClass);
  }

  @Override
  public String toString() {
    return "Mapped(" + type.getSimpleName() + ")";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MappedTypeInfo<?> that
        && that.type == type
        && that.mapperClass == mapperClass;
  }

  @Override
  public int hashCode() {
    return mapperClass.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof MappedTypeInfo<?>;
  }
}
