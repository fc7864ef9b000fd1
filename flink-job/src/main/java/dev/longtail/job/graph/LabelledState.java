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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the job's label in the state of an operator, and refuses a restore under another
 * fingerprint. One subtask writes it, all read it. It is not looked at for a record.
 *
 * <p>The client compares too, before it submits (there the user sees it). Here nobody comes by:
 * whatever restored the job, the refusal ends it and does not restart it.
 */
public final class LabelledState implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LabelledState.class);

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
    List<String> fingerprints = all(union(store, FINGERPRINT));
    List<String> owners = all(union(store, OWNER));
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
      Optional<StateLabel> kept = in(store);
      if (kept.isEmpty()) {
        LOG.warn(
            "the restored state does not say under which options it was kept: nothing checks that"
                + " they are still the same");
      }
      kept.flatMap(label -> Fingerprint.parse(fingerprint).refusalOf(label.fingerprint()))
          .ifPresent(
              refusal -> {
                throw new SuppressRestartsException(new InputException(refusal));
              });
    }
    keptFingerprint = union(store, FINGERPRINT);
    keptOwner = union(store, OWNER);
  }

  /** Writes the label, in the first of the subtasks. */
  void snapshot(int subtask) throws Exception {
    keptFingerprint.update(subtask == 0 ? List.of(fingerprint) : List.of());
    keptOwner.update(subtask == 0 ? List.of(owner) : List.of());
  }

  private static ListState<String> union(OperatorStateStore store, String name) throws Exception {
    return store.getUnionListState(new ListStateDescriptor<>(name, StringSerializer.INSTANCE));
  }

  private static List<String> all(ListState<String> state) throws Exception {
    List<String> all = new java.util.ArrayList<>();
    state.get().forEach(all::add);
    return all;
  }
}
