package dev.longtail.job.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source over the records of its {@link Gate}, by default those of a {@link
 * StoredScenario}, in two splits, each with its own watermark as a Kafka partition has. It reads no
 * further than the gate is open, so that a test decides what the job has seen when it is stopped.
 *
 * <p>Its splits are in the stored savepoints, as two numbers: their form must stay.
 */
final class GatedSource
    implements Source<SourceRecord, GatedSource.Split, List<GatedSource.Split>> {
  private static final long serialVersionUID = 1L;
  private static final int SPLITS = 2;
  private static final ConcurrentHashMap<String, Gate> GATES = new ConcurrentHashMap<>();

  private final String gate;

  /** A source behind the gate of that name. */
  GatedSource(String gate) {
    this.gate = gate;
  }

  /** The gate of that name in this JVM, closed at first. */
  static Gate gate(String name) {
    return GATES.computeIfAbsent(name, n -> new Gate());
  }

  /** How far the source may read. */
  static final class Gate {
    private List<SourceRecord> records = StoredScenario.records();
    private int[] killedAt = {};
    private int deaths;
    private int open;
    private CompletableFuture<Void> wider = new CompletableFuture<>();

    /**
     * Sets what is read.
     *
     * @param killedAt the first to read a record of this number or a later one dies, once for each;
     *     ascending
     */
    synchronized void reads(List<SourceRecord> theseRecords, int... killedAt) {
      this.records = theseRecords;
      this.killedAt = killedAt.clone();
    }

    /** How often a reader has died. */
    synchronized int deaths() {
      return deaths;
    }

    private synchronized List<SourceRecord> records() {
      return records;
    }

    private synchronized void dieAt(int record) {
      if (deaths < killedAt.length && record >= killedAt[deaths]) {
        deaths++;
        throw new IllegalStateException("killed at record " + record);
      }
    }

    /** Lets the first {@code records} of the scenario through. */
    void openTo(int records) {
      CompletableFuture<Void> waiting;
      synchronized (this) {
        open = records;
        waiting = wider;
        wider = new CompletableFuture<>();
      }
      waiting.complete(null);
    }

    private synchronized boolean lets(int record) {
      return record < open;
    }

    private synchronized CompletableFuture<Void> when(int record) {
      return record < open ? CompletableFuture.completedFuture(null) : wider;
    }
  }

  /**
   * Every second record.
   *
   * @param number 0 or 1, the first record
   * @param next the next record to read
   */
  record Split(int number, int next) implements SourceSplit {
    @Override
    public String splitId() {
      return Integer.toString(number);
    }

    private Split advanced() {
      return new Split(number, next + SPLITS);
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<SourceRecord, Split> createReader(SourceReaderContext context) {
    return new Reader(gate(gate).records(), gate(gate));
  }

  @Override
  public SplitEnumerator<Split, List<Split>> createEnumerator(
      SplitEnumeratorContext<Split> context) {
    List<Split> all = new ArrayList<>();
    for (int number = 0; number < SPLITS; number++) {
      all.add(new Split(number, number));
    }
    return new Enumerator(context, all);
  }

  @Override
  public SplitEnumerator<Split, List<Split>> restoreEnumerator(
      SplitEnumeratorContext<Split> context, List<Split> unassigned) {
    return new Enumerator(context, unassigned);
  }

  @Override
  public SimpleVersionedSerializer<Split> getSplitSerializer() {
    return new SplitForm();
  }

  @Override
  public SimpleVersionedSerializer<List<Split>> getEnumeratorCheckpointSerializer() {
    return new SplitsForm();
  }

  private static final class Reader implements SourceReader<SourceRecord, Split> {
    private final List<SourceRecord> records;
    private final Gate gate;
    private final List<Split> splits = new ArrayList<>();
    private CompletableFuture<Void> told = new CompletableFuture<>();
    private boolean complete;

    Reader(List<SourceRecord> records, Gate gate) {
      this.records = records;
      this.gate = gate;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<SourceRecord> output) {
      if (splits.isEmpty()) {
        return complete ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
      }
      Split split = splits.get(0);
      if (split.next() >= records.size()) {
        splits.remove(0);
        output.releaseOutputForSplit(split.splitId());
        return InputStatus.MORE_AVAILABLE;
      }
      if (!gate.lets(split.next())) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      for (Split each : splits) {
        // A split without an output would not hold the watermark back.
        output.createOutputForSplit(each.splitId());
      }
      gate.dieAt(split.next());
      SourceRecord record = records.get(split.next());
      output.createOutputForSplit(split.splitId()).collect(record, record.timestamp());
      splits.set(0, split.advanced());
      sort();
      return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      if (splits.isEmpty()) {
        return complete ? CompletableFuture.completedFuture(null) : told;
      }
      return CompletableFuture.anyOf(told, gate.when(splits.get(0).next())).thenAccept(x -> {});
    }

    @Override
    public void addSplits(List<Split> more) {
      splits.addAll(more);
      sort();
      tell();
    }

    @Override
    public void notifyNoMoreSplits() {
      complete = true;
      tell();
    }

    private void sort() {
      splits.sort(Comparator.comparingInt(Split::next));
    }

    private void tell() {
      told.complete(null);
      told = new CompletableFuture<>();
    }

    @Override
    public List<Split> snapshotState(long checkpoint) {
      return List.copyOf(splits);
    }

    @Override
    public void close() {}
  }

  /** Deals the splits out by their number; those of a restored reader are its own already. */
  private static final class Enumerator implements SplitEnumerator<Split, List<Split>> {
    private final SplitEnumeratorContext<Split> context;
    private final List<Split> unassigned;

    Enumerator(SplitEnumeratorContext<Split> context, List<Split> unassigned) {
      this.context = context;
      this.unassigned = new ArrayList<>(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int subtask) {
      List<Split> its =
          unassigned.stream()
              .filter(split -> split.number() % context.currentParallelism() == subtask)
              .toList();
      if (!its.isEmpty()) {
        // In one event: a reader that began anew with one of two splits, the gate being open, would
        // run ahead in it, and what the other holds would be late.
        context.assignSplits(new SplitsAssignment<>(Map.of(subtask, its)));
        unassigned.removeAll(its);
      }
      context.signalNoMoreSplits(subtask);
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public void addSplitsBack(List<Split> splits, int subtask) {
      unassigned.addAll(splits);
    }

    @Override
    public List<Split> snapshotState(long checkpoint) {
      return List.copyOf(unassigned);
    }

    @Override
    public void close() {}
  }

  private static final class SplitForm implements SimpleVersionedSerializer<Split> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Split split) {
      return new SplitsForm().serialize(List.of(split));
    }

    @Override
    public Split deserialize(int version, byte[] form) throws IOException {
      return new SplitsForm().deserialize(version, form).get(0);
    }
  }

  private static final class SplitsForm implements SimpleVersionedSerializer<List<Split>> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(List<Split> splits) {
      ByteBuffer form = ByteBuffer.allocate(splits.size() * 2 * Integer.BYTES);
      splits.forEach(split -> form.putInt(split.number()).putInt(split.next()));
      return form.array();
    }

    @Override
    public List<Split> deserialize(int version, byte[] form) throws IOException {
      if (version != getVersion()) {
        throw new IOException("splits in version " + version);
      }
      List<Split> splits = new ArrayList<>();
      for (ByteBuffer in = ByteBuffer.wrap(form); in.hasRemaining(); ) {
        splits.add(new Split(in.getInt(), in.getInt()));
      }
      return splits;
    }
  }
}
