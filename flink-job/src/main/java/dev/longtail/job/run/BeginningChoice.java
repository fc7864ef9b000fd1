package dev.longtail.job.run;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.LongtailOptions.KafkaTopic;
import dev.longtail.job.config.Restore;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.KafkaGroup;
import dev.longtail.job.restore.SavedState;
import dev.longtail.job.restore.SavedStates;
import dev.longtail.job.restore.StoredLabel;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Chooses what a start begins with, so that a start without a thought loses nothing: the newest
 * state of this job; without state only if the group has committed nothing, or on demand.
 */
final class BeginningChoice {
  private static final String NAMED = Catalogue.RESTORE.name();

  private final LongtailOptions options;
  private final LongtailOptions.Checkpoints checkpoints;
  private final StateLabel label;
  private final Consumer<String> say;

  /** Chooses for {@code options}; tells {@code say} what it chose. */
  BeginningChoice(LongtailOptions options, Consumer<String> say) {
    this.options = options;
    this.checkpoints = options.streaming().orElseThrow().checkpoints();
    this.label = StateLabel.of(options);
    this.say = say;
  }

  /**
   * The beginning.
   *
   * @param given the state that Flink itself was told to restore; null if none
   * @param recovers whether Flink may have a newer state of this very job: high availability
   * @throws InputException if the state is another job's or was kept under other options, or if a
   *     start without it would lose events
   */
  Beginning choose(String given, boolean recovers) {
    List<String> deleted = new SavedStates(checkpoints.directory()).deleteIncomplete(Instant.now());
    if (!deleted.isEmpty()) {
      say.accept(
          "deleted what a kill or a full disk left of checkpoints: " + String.join(", ", deleted));
    }
    if (given != null) {
      return goOnFrom(given, "the savepoint that Flink was given", recovers);
    }
    if (checkpoints.restore() instanceof Restore.From from) {
      return goOnFrom(from.location(), NAMED, recovers);
    }
    if (checkpoints.restore() instanceof Restore.Latest) {
      Optional<SavedState> newest = newestOfThisJob();
      if (newest.isPresent()) {
        return goOnFrom(newest.get());
      }
    } else if (recovers && !checkpoints.fresh()) {
      return Beginning.first(); // A restart by high availability comes by here too.
    }
    return withoutState();
  }

  private Optional<SavedState> newestOfThisJob() {
    for (SavedState state : new SavedStates(checkpoints.directory()).newestFirst()) {
      try {
        Optional<StateLabel> kept = StoredLabel.of(state);
        if (kept.isEmpty() || label.mayOwn(kept.get())) {
          return Optional.of(state);
        }
      } catch (IOException e) {
        say.accept(
            "passed over: %s cannot be read: %s"
                .formatted(state.location(), InputException.reason(e)));
      }
    }
    return Optional.empty();
  }

  /**
   * With high availability this runs again in each JobManager that takes over the job. Flink then
   * has a newer checkpoint and does not ask for the named state, which somebody may have deleted
   * since. If it is the first start, Flink itself refuses a state that is not there.
   */
  private Beginning goOnFrom(String location, String option, boolean recovers) {
    SavedState state;
    try {
      state = SavedState.at(location, option);
    } catch (InputException e) {
      if (!recovers) {
        throw e;
      }
      say.accept(
          e.getMessage()
              + "; if this is a restart by high availability, Flink goes on from its own newest"
              + " checkpoint, else it refuses to start");
      return Beginning.from(location);
    }
    return goOnFrom(state);
  }

  private Beginning goOnFrom(SavedState state) {
    Optional<StateLabel> kept;
    try {
      kept = StoredLabel.of(state);
    } catch (IOException e) {
      throw new InputException(
          "%s: %s cannot be read: %s".formatted(NAMED, state.location(), InputException.reason(e)),
          e);
    }
    kept.ifPresent(this::refuseAnother);
    say.accept(
        "going on from %s, %s old%s"
            .formatted(
                state.location(),
                age(state.completed()),
                kept.isEmpty()
                    ? "; it does not say under which options it was kept, so nothing checks them"
                    : ""));
    return Beginning.from(state.location());
  }

  private void refuseAnother(StateLabel kept) {
    if (!kept.topic().isEmpty() && !kept.topic().equals(label.topic())) {
      throw new InputException(
          "%s: the state holds positions in topic %s, and %s is %s: it cannot be used for another"
                  .formatted(NAMED, kept.topic(), Catalogue.SOURCE_TOPIC.name(), label.topic())
              + " topic");
    }
    label
        .fingerprint()
        .refusalOf(kept.fingerprint())
        .ifPresent(
            refusal -> {
              throw new InputException(refusal);
            });
  }

  private Beginning withoutState() {
    KafkaTopic source = options.streaming().orElseThrow().source();
    Properties properties = new Properties();
    properties.putAll(source.properties());
    KafkaGroup group =
        new KafkaGroup(source.bootstrapServers(), source.topic(), source.groupId(), properties);
    Map<TopicPartition, Long> committed = group.committed();
    if (committed.isEmpty()) {
      say.accept("no state and no committed offsets: beginning with the first record of the topic");
      return Beginning.first();
    }
    if (!checkpoints.fresh()) {
      throw new InputException(
          ("group %s has read in topic %s before, but there is no state to go on from%s. Going on"
                  + " at its offsets would lose what the open window held. Name the state with"
                  + " --restore PATH, or begin the open window anew with --fresh")
              .formatted(
                  source.groupId(),
                  source.topic(),
                  checkpoints.restore() instanceof Restore.Latest
                      ? " below " + checkpoints.directory()
                      : ""));
    }
    return anew(group, committed);
  }

  private Beginning anew(KafkaGroup group, Map<TopicPartition, Long> committed) {
    TopologyOptions.Events events = options.topology().events();
    OptionalLong time = group.earliestTimeNear(committed);
    Beginning anew =
        Beginning.anew(
            time.isEmpty()
                ? time
                : OptionalLong.of(
                    events
                        .windows()
                        .startOf(time.getAsLong() - events.outOfOrderness().toMillis())));
    say.accept(
        time.isEmpty()
            ? "beginning anew with the first record of the topic: no event is left at the committed"
                + " offsets"
            : "beginning anew with the window of %s, which was open at the committed offsets; what"
                    .formatted(anew.window())
                + " the topic no longer holds of it is not counted");
    return anew;
  }

  private static String age(Instant completed) {
    Duration age = Duration.between(completed, Instant.now());
    if (age.isNegative()) {
      return "0 s";
    }
    return age.toHours() >= 48
        ? age.toDays() + " days"
        : age.toMinutes() >= 120
            ? age.toHours() + " h"
            : age.toSeconds() >= 120 ? age.toMinutes() + " min" : age.toSeconds() + " s";
  }
}
