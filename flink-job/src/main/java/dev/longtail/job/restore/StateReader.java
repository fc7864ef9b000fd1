package dev.longtail.job.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.util.function.SupplierWithException;

/**
 * Reads what saved state says of its job, without starting a job: its metadata, and the head of
 * each file of state, which names forms and versions. No value is read.
 */
public final class StateReader {
  /** A head is some kilobytes; no damaged file makes this read more. */
  private static final int MOST_OF_A_HEAD = 1 << 20;

  private StateReader() {}

  /**
   * The job that saved {@code state}.
   *
   * @throws IOException if the state cannot be read: it is damaged, not Flink's, or a file of it is
   *     missing
   */
  public static SavedJob read(SavedState state) throws IOException {
    List<SavedOperator> operators = new ArrayList<>();
    for (OperatorState operator : StateFiles.metadata(state).getOperatorStates()) {
      operators.add(of(operator));
    }
    operators.sort(Comparator.comparing(SavedOperator::title));
    return new SavedJob(StoredLabel.of(state), operators);
  }

  private static SavedOperator of(OperatorState operator) throws IOException {
    NavigableSet<StoredForm> forms = new TreeSet<>();
    boolean holdsState = operator.getCoordinatorState() != null;
    for (OperatorSubtaskState subtask : operator.getStates()) {
      holdsState |= subtask.hasState();
      for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
        forms.addAll(StoredForm.in(head(handle)));
      }
      for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
        if (handle instanceof KeyGroupsStateHandle groups) { // The heap's; there is no other here.
          forms.addAll(StoredForm.in(head(groups)));
        }
      }
    }
    return new SavedOperator(
        operator.getOperatorID().toHexString(),
        operator.getOperatorUid().orElse(""),
        operator.getOperatorName().orElse(""),
        operator.getParallelism(),
        operator.getMaxParallelism(),
        holdsState,
        forms);
  }

  private static byte[] head(OperatorStateHandle handle) throws IOException {
    long first = Long.MAX_VALUE;
    for (OperatorStateHandle.StateMetaInfo state :
        handle.getStateNameToPartitionOffsets().values()) {
      for (long offset : state.getOffsets()) {
        first = Math.min(first, offset);
      }
    }
    return head(handle, first);
  }

  /** An offset of 0 stands for a group without values. */
  private static byte[] head(KeyGroupsStateHandle handle) throws IOException {
    long first = Long.MAX_VALUE;
    KeyGroupRangeOffsets offsets = handle.getGroupRangeOffsets();
    for (int group : offsets.getKeyGroupRange()) {
      long offset = offsets.getKeyGroupOffset(group);
      first = offset > 0 ? Math.min(first, offset) : first;
    }
    return head(handle, first);
  }

  private static byte[] head(StreamStateHandle handle, long first) throws IOException {
    try (FSDataInputStream in = opened(handle::openInputStream)) {
      return in.readNBytes((int) Math.min(first, MOST_OF_A_HEAD));
    }
  }

  /** A relative path in a damaged file makes Flink throw anything. */
  private static FSDataInputStream opened(
      SupplierWithException<FSDataInputStream, IOException> open) throws IOException {
    try {
      return open.get();
    } catch (RuntimeException e) {
      throw new IOException(e);
    }
  }
}
