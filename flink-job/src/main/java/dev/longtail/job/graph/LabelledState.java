package dev.longtail.job.graph;

import dev.longtail.job.config.Fingerprint;
import dev.longtail.job.config.StateLabel;
import dev.longtail.udfs.io.InputException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.FunctionInitializationContext;

/**
 * Keeps the job's label in the state of an operator, and refuses a restore under another
 * fingerprint. One subtask writes it and one reads it, so that other subtasks may end: Flink takes
 * no checkpoint where some subtasks of an operator with state for all of them have ended. It is not
 * looked at for a record.
 *
 * <p>The client compares too, before it submits (there the user sees it). Here nobody comes by:
 * whatever restored the job, the refusal ends it and does not restart it.
 */
public final class LabelledState implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String FINGERPRINT = "longtail-fingerprint";
  private static final String OWNER = "longtail-owner";

  private final String fingerprint;
  private final String owner;
  private transient ListState<String> keptFingerprint;
  private transient ListState<String> keptOwner;

  /** Keeps {@code label}. */
  LabelledState(StateLabel label) {
    this.fingerprint = label.fingerprint().text();
    this.owner = label.owner();
  }

  /** Whether an operator's state of this name is a part of a label. */
  public static boolean isNameOfState(String name) {
    return name.equals(FINGERPRINT) || name.equals(OWNER);
  }

  /** The label in {@code store}; empty for state of builds that wrote none. */
  public static Optional<StateLabel> in(OperatorStateStore store) throws Exception {
    List<String> fingerprints = all(list(store, FINGERPRINT));
    List<String> owners = all(list(store, OWNER));
    return fingerprints.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new StateLabel(
                Fingerprint.parse(fingerprints.get(0)), owners.isEmpty() ? "" : owners.get(0)));
  }

  /**
   * Reads what is restored.
   *
   * @throws SuppressRestartsException if the state was kept under another fingerprint
   */
  void initialize(FunctionInitializationContext context) throws Exception {
    OperatorStateStore store = context.getOperatorStateStore();
    if (context.isRestored()) {
      in(store)
          .flatMap(label -> Fingerprint.parse(fingerprint).refusalOf(label.fingerprint()))
          .ifPresent(
              refusal -> {
                throw new SuppressRestartsException(new InputException(refusal));
              });
    }
    keptFingerprint = list(store, FINGERPRINT);
    keptOwner = list(store, OWNER);
  }

  /** Writes the label, in the first of the subtasks. */
  void snapshot(int subtask) throws Exception {
    keptFingerprint.update(subtask == 0 ? List.of(fingerprint) : List.of());
    keptOwner.update(subtask == 0 ? List.of(owner) : List.of());
  }

  private static ListState<String> list(OperatorStateStore store, String name) throws Exception {
    return store.getListState(new ListStateDescriptor<>(name, StringSerializer.INSTANCE));
  }

  private static List<String> all(ListState<String> state) throws Exception {
    List<String> all = new java.util.ArrayList<>();
    state.get().forEach(all::add);
    return all;
  }
}
