package dev.longtail.labeler.flink;

import dev.longtail.labeler.client.AbstentionKind;
import dev.longtail.labeler.client.Budget;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelDesk;
import dev.longtail.labeler.client.LabelJournal;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.SpendingText;
import dev.longtail.labeler.client.Spent;
import dev.longtail.labeler.client.SpentByWindow;
import dev.longtail.labeler.client.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.api.java.typeutils.runtime.TupleSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamElement;
import org.apache.flink.streaming.runtime.streamrecord.StreamElementSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Asks the labeler for each record and emits the record when its answer lasts.
 *
 * <p>Records without such an answer are the operator's state, those under way included. So a
 * barrier never waits for a call, an outage costs time and no verdicts, and after a restart
 * everything without an answer is asked again, the oldest first. Watermarks pass at once: no
 * event-time window may follow.
 *
 * <p>It runs once in a job: one budget counts all calls. Its thread asks and emits; a labeler takes
 * seconds, so one thread serves any number of calls under way.
 *
 * <p>At the end of a bounded input it waits until all are answered, or until nothing was answered
 * for {@link LabelerOptions#patience}. Then a record that may wait stays without output, and in
 * state, if there is a last savepoint; one that may not leaves with its abstention.
 *
 * <p>It also restores what 0.1.0 stored: the elements in flight of Flink's asynchronous operator,
 * and one count of calls a subtask. Their sum is taken; subtasks of one machine had counted
 * together, so it may be too high, which no cap passes by.
 *
 * @param <I> the record that holds the command line
 * @param <O> the labelled record
 */
final class LabelOperator<I, O> extends AbstractStreamOperator<O>
    implements OneInputStreamOperator<I, O>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private static final String WAITING = "label-waiting";
  private static final String SPENT = "label-spent";
  private static final String SPENT_ON_WINDOWS = "label-spent-on-windows";
  private static final String ASYNC_OF_0_1_0 = "_async_wait_operator_state_";
  private static final String CALLS_OF_0_1_0 = "label-budget-v1";

  private static final long NO_TIME = Long.MIN_VALUE;

  private final LabelOperatorFactory<I, O> how;
  private final transient Map<Verdict, LongAdder> verdicts = new EnumMap<>(Verdict.class);
  private final transient Map<AbstentionKind, Counter> abstentions =
      new EnumMap<>(AbstentionKind.class);
  private final transient ListAccumulator<String> leftWaiting = new ListAccumulator<>();
  private final transient ListAccumulator<String> summary = new ListAccumulator<>();
  private final transient MailboxExecutor mailbox;

  private transient ListState<Tuple4<I, Long, Integer, Long>> waitingState;
  private transient ListState<Long> spentState;
  private transient ListState<Long> windowsState;
  private transient List<LabelDesk.Waiting<StreamRecord<I>>> restored;
  private transient LabelClient client;
  private transient LabelDesk<StreamRecord<I>> desk;
  private transient Optional<LabelJournal> journal;
  private transient ExecutorService folder;
  private transient Budget budget;
  private transient SpentByWindow spentBefore;
  private transient Spent spentAtStart;
  private transient ScheduledFuture<?> wakeUp;
  private transient long wakeUpAt;

  LabelOperator(
      StreamOperatorParameters<O> parameters,
      LabelOperatorFactory<I, O> how,
      MailboxExecutor mailbox) {
    super(parameters);
    this.how = how;
    this.mailbox = mailbox;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    OperatorStateStore store = context.getOperatorStateStore();
    TypeSerializer<I> record = getOperatorConfig().getTypeSerializerIn(0, getUserCodeClassloader());
    waitingState = store.getListState(new ListStateDescriptor<>(WAITING, form(record)));
    spentState = store.getListState(new ListStateDescriptor<>(SPENT, LongSerializer.INSTANCE));
    windowsState =
        store.getListState(new ListStateDescriptor<>(SPENT_ON_WINDOWS, LongSerializer.INSTANCE));
    restored = new ArrayList<>();
    restoreFirstRelease(store, record);
    for (Tuple4<I, Long, Integer, Long> each : waitingState.get()) {
      restored.add(new LabelDesk.Waiting<>(at(each.f0, each.f1), each.f2, each.f3));
    }
    spentBefore.raiseTo(SpentForm.read(spentState.get(), windowsState.get()));
  }

  private void restoreFirstRelease(OperatorStateStore store, TypeSerializer<I> record)
      throws Exception {
    ListState<StreamElement> elements =
        store.getListState(
            new ListStateDescriptor<>(ASYNC_OF_0_1_0, new StreamElementSerializer<>(record)));
    for (StreamElement element : elements.get()) {
      if (element.isRecord()) {
        restored.add(new LabelDesk.Waiting<>(element.<I>asRecord(), 0, Long.MIN_VALUE));
      }
    }
    elements.clear();
    ListState<Long> counts =
        store.getUnionListState(new ListStateDescriptor<>(CALLS_OF_0_1_0, LongSerializer.INSTANCE));
    long calls = 0;
    for (long count : counts.get()) {
      calls += count;
    }
    counts.clear();
    spentBefore = new SpentByWindow(Spent.of(calls, 0));
  }

  /** A record, its time, its failed calls, and the time before which it is not asked again. */
  @SuppressWarnings("unchecked")
  private static <T> TupleSerializer<Tuple4<T, Long, Integer, Long>> form(
      TypeSerializer<T> record) {
    Class<?> tuple = Tuple4.class;
    return new TupleSerializer<>(
        (Class<Tuple4<T, Long, Integer, Long>>) tuple,
        new TypeSerializer<?>[] {
          record, LongSerializer.INSTANCE, IntSerializer.INSTANCE, LongSerializer.INSTANCE
        });
  }

  private static <T> StreamRecord<T> at(T value, long time) {
    return time == NO_TIME ? new StreamRecord<>(value) : new StreamRecord<>(value, time);
  }

  @Override
  public void open() throws Exception {
    super.open();
    LabelerOptions options = how.options();
    budget = options.budget();
    budget.raiseTo(spentBefore);
    journal = LabelFolders.journal(options, spentBefore);
    if (journal.isPresent()) {
      folder = Executors.newSingleThreadExecutor(LabelOperator::folderThread);
    }
    client = LabelFolders.withKept(options, how.opening().open(options, journal));
    spentAtStart = budget.spent();
    desk =
        new LabelDesk<>(
            client,
            options.concurrency(),
            record -> how.commandLine().apply(record.getValue()),
            record -> how.window().applyAsLong(record.getValue()),
            this::emit,
            new Home());
    restored.forEach(desk::take);
    restored = null;
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("label");
    register(metrics);
    LabelGauges.register(metrics, client, budget);
    boolean priced = options.spending().prices().any();
    metrics.gauge("cost", (Gauge<Double>) () -> priced ? budget.spent().money() : Double.NaN);
    getRuntimeContext().addAccumulator(LabelOperatorFactory.LEFT_WAITING, leftWaiting);
    getRuntimeContext().addAccumulator(LabelOperatorFactory.SUMMARY, summary);
    // Not here: nothing may be emitted before every operator is open.
    mailbox.execute(desk::pump, "ask what was waiting");
  }

  private static Thread folderThread(Runnable task) {
    Thread thread = new Thread(task, "longtail-label-journal-fold");
    thread.setDaemon(true);
    return thread;
  }

  private void register(MetricGroup metrics) {
    for (Verdict verdict : Verdict.values()) {
      LongAdder count = new LongAdder();
      verdicts.put(verdict, count);
      metrics.gauge(verdict.name().toLowerCase(Locale.ROOT), (Gauge<Long>) count::sum);
    }
    for (AbstentionKind kind : AbstentionKind.values()) {
      abstentions.put(
          kind, metrics.addGroup("abstentions").addGroup("reason", kind.label()).counter("total"));
    }
    metrics.gauge("calls", (Gauge<Long>) budget::calls);
    metrics.gauge("tokens", (Gauge<Long>) budget::tokens);
    metrics.gauge("waiting", (Gauge<Integer>) desk::waiting);
    metrics.gauge("inFlight", (Gauge<Integer>) desk::inFlight);
    metrics.gauge("endpointDown", (Gauge<Integer>) () -> desk.isDown() ? 1 : 0);
    metrics.gauge("endpointDownSince", (Gauge<Long>) desk::downSince);
    metrics.gauge("budget_spent", (Gauge<Integer>) () -> desk.isSpent() ? 1 : 0);
    metrics.gauge("waiting_for_window", (Gauge<Integer>) desk::waitingForWindow);
  }

  @Override
  public void processElement(StreamRecord<I> element) {
    // The caller may use the element again.
    desk.take(element.copy(element.getValue()));
  }

  private void emit(StreamRecord<I> record, LabelResult answer) {
    verdicts.get(answer.verdict()).increment();
    if (answer.verdict() == Verdict.ABSTAINED) {
      abstentions.get(AbstentionKind.of(answer.reason())).inc();
    }
    O labelled = how.output().apply(record.getValue(), answer);
    output.collect(at(labelled, record.hasTimestamp() ? record.getTimestamp() : NO_TIME));
  }

  @Override
  public void endInput() throws Exception {
    desk.end(how.options().patience());
    while (!desk.isOver()) {
      mailbox.yield();
    }
    Map<String, Integer> reasons = new TreeMap<>();
    desk.giveUp(
        (record, reason) -> {
          if (how.mayWait().test(record.getValue())) {
            reasons.merge(reason.reason(), 1, Integer::sum);
            return false;
          }
          emit(record, reason);
          return true;
        });
    reasons.forEach((reason, count) -> leftWaiting.add(reason + " (" + count + ")"));
    if (how.options().asksServer()) {
      summary.add(
          SpendingText.summary(
              how.options().spending(),
              spentAtStart,
              budget.spent(),
              client.figures().cacheHits()));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<Tuple4<I, Long, Integer, Long>> waiting = new ArrayList<>();
    for (LabelDesk.Waiting<StreamRecord<I>> each : desk.requests()) {
      StreamRecord<I> record = each.request();
      waiting.add(
          new Tuple4<>(
              record.getValue(),
              record.hasTimestamp() ? record.getTimestamp() : NO_TIME,
              each.failures(),
              each.notBefore()));
    }
    waitingState.update(waiting);
    SpentByWindow spent = budget.byWindow();
    spentState.update(SpentForm.total(spent));
    windowsState.update(SpentForm.windows(spent));
    journal.ifPresent(
        calls ->
            desk.questions()
                .ifPresent(questions -> calls.snapshot(context.getCheckpointId(), questions)));
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    journal.ifPresent(calls -> folder.execute(() -> fold(calls, checkpoint)));
  }

  private static void fold(LabelJournal calls, long checkpoint) {
    try {
      calls.completed(checkpoint);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the label journal is not tidied up now; the next checkpoint tries again", e);
    }
  }

  @Override
  public void close() throws Exception {
    try {
      super.close();
    } finally {
      if (client != null) {
        client.close();
      }
      if (folder != null) {
        folder.shutdownNow();
      }
    }
  }

  /** The task's thread. */
  private final class Home implements LabelDesk.Home {
    @Override
    public void execute(Runnable task) {
      try {
        mailbox.execute(task::run, "answer of the labeler");
      } catch (RejectedExecutionException e) {
        LOG.debug("an answer came after the end of the task; it is asked for again", e);
      }
    }

    @Override
    public void wake(long millis) {
      if (wakeUp != null && wakeUpAt <= millis) {
        return;
      }
      if (wakeUp != null) {
        wakeUp.cancel(false);
      }
      wakeUpAt = millis;
      wakeUp =
          getProcessingTimeService()
              .registerTimer(
                  millis,
                  time -> {
                    wakeUp = null;
                    desk.pump();
                  });
    }

    @Override
    public long now() {
      return getProcessingTimeService().getCurrentProcessingTime();
    }

    @Override
    public void say(boolean well, String text) {
      if (well) {
        LOG.info(text);
      } else {
        LOG.warn(text);
      }
    }
  }
}
