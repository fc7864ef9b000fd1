package dev.longtail.job.restore;

import dev.longtail.job.config.StateLabel;
import dev.longtail.job.graph.LabelledState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;

/** Reads the label that a job wrote on its state, without starting a job. */
public final class StoredLabel {
  private StoredLabel() {}

  /**
   * The label of {@code state}; empty for state of builds that wrote none.
   *
   * @throws IOException if the state cannot be read: it is damaged, or not Flink's
   */
  public static Optional<StateLabel> of(SavedState state) throws IOException {
    List<OperatorStateHandle> handles = new ArrayList<>();
    for (OperatorState operator : StateFiles.metadata(state).getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
          if (handle.getStateNameToPartitionOffsets().keySet().stream()
              .anyMatch(LabelledState::isNameOfState)) {
            handles.add(handle);
          }
        }
      }
    }
    return handles.isEmpty() ? Optional.empty() : read(handles);
  }

  /** By Flink's own reader, which knows whether the state is compressed. */
  private static Optional<StateLabel> read(List<OperatorStateHandle> handles) throws IOException {
    ClassLoader loader = StoredLabel.class.getClassLoader();
    try (CloseableRegistry registry = new CloseableRegistry()) {
      DefaultOperatorStateBackend backend =
          new DefaultOperatorStateBackendBuilder(
                  loader, new ExecutionConfig(), false, handles, registry)
              .build();
      try {
        return LabelledState.in(backend);
      } finally {
        backend.dispose();
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
