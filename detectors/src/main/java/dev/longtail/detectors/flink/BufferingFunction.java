package dev.longtail.detectors.flink;

import dev.longtail.detectors.state.StateMapper;
import dev.longtail.detectors.window.DetectorWindows;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * A windowed function that only collects the records of a window. There are few: operators before
 * it sent them when they closed the window. A late one is counted ({@link LateResults}).
 */
abstract class BufferingFunction<K, I, O> extends WindowedFunction<K, I, List<I>, O> {
  private static final long serialVersionUID = 1L;

  private final MappedTypeInfo<I> recordType;
  private transient LateResults lateResults;

  BufferingFunction(
      DetectorWindows windows, WindowClosing closing, String stateName, StateMapper<I> mapper) {
    super(windows, closing, stateName);
    this.recordType = MappedTypeInfo.of(mapper);
  }

  /** The scale of a record, by its label. */
  abstract String scaleOf(I record);

  /** The operator and the record: unique in the record's window and scale. */
  abstract String placeOf(I record);

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    lateResults = new LateResults(getRuntimeContext().getMetricGroup());
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
    context.output(
        SideOutputs.FUNNEL,
        lateResults.count(windows().nameOf(start), scaleOf(record), placeOf(record)));
  }
}
