package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.window.DetectorWindows;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * A windowed function that only collects the records of a window. There are few: operators before
 * it sent them when they closed the window. None of them can be late.
 */
abstract class BufferingFunction<K, I, O> extends WindowedFunction<K, I, List<I>, O> {
  private static final long serialVersionUID = 1L;

  private final MappedTypeInfo<I> recordType;

  BufferingFunction(
      DetectorWindows windows, WindowClosing closing, String stateName, StateMapper<I> mapper) {
    super(windows, closing, stateName);
    this.recordType = MappedTypeInfo.of(mapper);
  }

  @Override
  final TypeSerializer<List<I>> windowSerializer() {
    return getRuntimeContext().createSerializer(Types.LIST(recordType));
  }

  @Override
  final List<I> newWindow(long window) {
    return new ArrayList<>();
  }

  @Override
  final void add(I record, List<I> window, long start, boolean predecessorClosed, Context context) {
    window.add(record);
  }

  @Override
  final void late(I record, long start, Context context) {
    throw new IllegalStateException(
        "a result of window " + windows().nameOf(start) + " came after the window was closed");
  }
}
