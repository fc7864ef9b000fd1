package dev.longtail.labeler.flink;

import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelJournal;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Makes the operator that asks the labeler for each record and emits the record with its answer.
 * The operator must run once: set its parallelism to 1.
 *
 * @param <I> the record that holds the command line
 * @param <O> the labelled record
 */
public final class LabelOperatorFactory<I, O> extends AbstractStreamOperatorFactory<O>
    implements OneInputStreamOperatorFactory<I, O> {
  /**
   * Name of the accumulator with the reasons why records of a bounded job still wait at its end,
   * each with its number of records.
   */
  public static final String LEFT_WAITING = "left-waiting";

  /** Name of the accumulator with what the labels of a bounded job have cost, in words. */
  public static final String SUMMARY = "label-summary";

  private static final long serialVersionUID = 1L;

  private final LabelerOptions options;
  private final SerializableFunction<I, String> commandLine;
  private final Window<I> window;
  private final Output<I, O> output;
  private final MayWait<I> mayWait;
  private final Opening opening;

  /**
   * Makes the labelled record.
   *
   * @param <I> the record that holds the command line
   * @param <O> the labelled record
   */
  @FunctionalInterface
  public interface Output<I, O> extends BiFunction<I, LabelResult, O>, Serializable {}

  /**
   * The start of the window whose share of the budget pays for a record, in milliseconds since the
   * epoch.
   */
  @FunctionalInterface
  public interface Window<I> extends ToLongFunction<I>, Serializable {}

  /**
   * Whether a record may stay without an answer when a bounded job ends. Another record leaves with
   * an abstention.
   */
  @FunctionalInterface
  public interface MayWait<I> extends Serializable {
    boolean test(I record);
  }

  /** Opens the client. */
  @FunctionalInterface
  interface Opening extends Serializable {
    LabelClient open(LabelerOptions options, Optional<LabelJournal> journal);
  }

  /**
   * A factory of operators that ask the labeler of {@code options}.
   *
   * @param commandLine the command line of a record
   * @param window of a record
   * @param output the labelled record
   * @param mayWait which records may stay without an answer
   */
  public LabelOperatorFactory(
      LabelerOptions options,
      SerializableFunction<I, String> commandLine,
      Window<I> window,
      Output<I, O> output,
      MayWait<I> mayWait) {
    this(
        options,
        commandLine,
        window,
        output,
        mayWait,
        (who, journal) -> journal.map(who::open).orElseGet(who::open));
  }

  LabelOperatorFactory(
      LabelerOptions options,
      SerializableFunction<I, String> commandLine,
      Window<I> window,
      Output<I, O> output,
      MayWait<I> mayWait,
      Opening opening) {
    this.options = options;
    this.commandLine = commandLine;
    this.window = window;
    this.output = output;
    this.mayWait = mayWait;
    this.opening = opening;
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // as Flink declares it
  public <T extends StreamOperator<O>> T createStreamOperator(
      StreamOperatorParameters<O> parameters) {
    LabelOperator<I, O> operator =
        new LabelOperator<>(parameters, this, parameters.getMailboxExecutor());
    @SuppressWarnings("unchecked")
    T made = (T) operator;
    return made;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
    return LabelOperator.class;
  }

  LabelerOptions options() {
    return options;
  }

  SerializableFunction<I, String> commandLine() {
    return commandLine;
  }

  Window<I> window() {
    return window;
  }

  Output<I, O> output() {
    return output;
  }

  MayWait<I> mayWait() {
    return mayWait;
  }

  Opening opening() {
    return opening;
  }
}
