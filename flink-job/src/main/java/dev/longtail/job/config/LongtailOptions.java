package dev.longtail.job.config;

import dev.longtail.detectors.drift.DriftMeasure;
import dev.longtail.detectors.drift.DriftRule;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.client.Agreement;
import dev.longtail.labeler.client.Caps;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.Prices;
import dev.longtail.labeler.client.SpendingPlan;
import dev.longtail.labeler.client.TokenPrice;
import dev.longtail.labeler.net.Reach;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.embedding.StoredModel;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All options of a job, checked and typed. They are made from {@link Settings}, which also know
 * where each value comes from.
 *
 * @param streaming source, sink and checkpoints; empty for a bounded job
 * @param earlierExemplars the place of exemplars of earlier runs
 * @param topology the computation
 * @param parallelism subtasks of each operator; empty: the person who runs the job chooses
 */
public record LongtailOptions(
    Optional<Streaming> streaming,
    EarlierExemplars earlierExemplars,
    TopologyOptions topology,
    OptionalInt parallelism) {
  /** The journal of paid requests, in the folder of the checkpoints. */
  private static final String JOURNAL_FOLDER = "label-journal";

  /** Number of unique commands that a shard's model is fitted on. */
  private static final int FITTED_ON = 4096;

  /** The options that only the streaming job has. */
  public record Streaming(
      KafkaTopic source, SourceTimes times, Sink sink, Checkpoints checkpoints, Page page) {}

  /**
   * How the source takes the times of events.
   *
   * @param maxAhead an event further ahead of the clock is a dead letter
   * @param idleAfter a partition silent for so long, with nothing unread, holds no window open;
   *     empty: every partition does
   */
  public record SourceTimes(Duration maxAhead, Optional<Duration> idleAfter) {}

  /** A topic to read. */
  public record KafkaTopic(
      String bootstrapServers, String topic, String groupId, Map<String, String> properties) {}

  /** The place of the results. */
  public sealed interface Sink {}

  /** A topic for each output. */
  public record KafkaSink(
      String bootstrapServers, String topicPrefix, Map<String, String> properties)
      implements Sink {}

  /** A folder for each output below a path or URI that Flink knows. */
  public record FileSink(String path) implements Sink {}

  /** The place of the exemplars of earlier runs. */
  public sealed interface EarlierExemplars {}

  /** There are none. */
  public record NoExemplars() implements EarlierExemplars {}

  /** A topic with exemplars of this job and of earlier ones. */
  public record ExemplarTopic(KafkaTopic topic) implements EarlierExemplars {}

  /** Results of backfills, or folders or files of exemplars. */
  public record ExemplarFiles(List<String> files) implements EarlierExemplars {}

  /**
   * When and where state is saved, and which state a start goes on from.
   *
   * @param interval time from one checkpoint to the next
   * @param directory of the checkpoints, a path or URI that Flink knows
   * @param restore the state to go on from
   * @param fresh whether to begin anew where there are committed offsets but no state
   */
  public record Checkpoints(Duration interval, String directory, Restore restore, boolean fresh) {
    /**
     * Where savepoints lie that {@code longtail} makes: {@link Restore.Latest} finds them there.
     */
    public String savepoints() {
      return directory + (directory.endsWith("/") ? "" : "/") + "savepoints";
    }
  }

  /**
   * The page that shows the job.
   *
   * @param port empty: there is none; 0: a free one
   * @param host address that it listens on
   * @param names under which it may be called beside addresses
   */
  public record Page(OptionalInt port, String host, List<String> names) {
    /** The same at another port. */
    public Page at(int other) {
      return new Page(OptionalInt.of(other), host, names);
    }
  }

  /**
   * Reads the options of the streaming job.
   *
   * @param yaml the content of the configuration file
   * @param name of the file, for messages
   * @param environment variables; {@code LONGTAIL_...} override the file
   * @param arguments {@code name=value}; they override both
   * @throws InvalidOptions naming every problem with file, line, key and a valid example
   */
  public static LongtailOptions read(
      String yaml, String name, Map<String, String> environment, List<String> arguments) {
    return of(
        new SettingsReader()
            .file(name, yaml)
            .environment(environment)
            .arguments(arguments)
            .settings(),
        Purpose.STREAMING);
  }

  /**
   * The options in {@code settings}.
   *
   * @throws InvalidOptions naming every problem
   */
  public static LongtailOptions of(Settings settings, Purpose purpose) {
    Maker maker = new Maker(settings, purpose);
    LongtailOptions options = maker.options();
    if (!maker.problems.isEmpty()) {
      throw new InvalidOptions(maker.problems);
    }
    return options;
  }

  /**
   * The labeler.
   *
   * @throws InvalidOptions if the settings name two labelers, or an impossible one
   */
  public static LabelerOptions labeler(Settings settings) {
    Maker maker = new Maker(settings, Purpose.ANY);
    LabelerOptions labeler = maker.labeler();
    if (!maker.problems.isEmpty()) {
      throw new InvalidOptions(maker.problems);
    }
    return labeler;
  }

  /**
   * The limits of admission.
   *
   * @throws InvalidOptions if they contradict each other
   */
  public static AdmissionLimits limits(Settings settings) {
    return part(settings, Catalogue.WAIT_DAYS, () -> limitsOf(settings));
  }

  private static AdmissionLimits limitsOf(Settings settings) {
    try {
      return new AdmissionLimits(
          settings.get(Catalogue.MAX_PER_HOST),
          settings.get(Catalogue.MAX_PER_USER),
          settings.get(Catalogue.MAX_PER_CLUSTER),
          settings.get(Catalogue.CAP_DAYS),
          settings.get(Catalogue.MIN_HOSTS),
          settings.get(Catalogue.MIN_DAYS),
          settings.get(Catalogue.WAIT_DAYS));
    } catch (IllegalArgumentException e) {
      throw new OptionConflict(e.getMessage(), Catalogue.MIN_DAYS, Catalogue.WAIT_DAYS);
    }
  }

  /** The classifier that has to agree with benign verdicts. */
  public static ClassifierOptions classifier(Settings settings) {
    return new ClassifierOptions(
        settings.known(Catalogue.CLASSIFIER).orElse(""), settings.get(Catalogue.CLASSIFIER_LIMIT));
  }

  /**
   * The rule for near-duplicates and its embedding model.
   *
   * @throws InvalidOptions if there is no such embedding model
   */
  public static TopologyOptions.NearDuplicates nearDuplicates(Settings settings) {
    return part(settings, Catalogue.EMBEDDING_MODEL, () -> nearDuplicatesOf(settings));
  }

  /**
   * The embedding model.
   *
   * @throws InvalidOptions if there is no such embedding model
   */
  public static EmbeddingModel embeddingModel(Settings settings) {
    return part(settings, Catalogue.EMBEDDING_MODEL, () -> embeddingModelOf(settings));
  }

  /** A part of the options, for a command that needs only this part. */
  private static <T> T part(Settings settings, Option<?> about, Supplier<T> supplier) {
    Maker maker = new Maker(settings, Purpose.ANY);
    T made = maker.make(about, supplier);
    if (!maker.problems.isEmpty()) {
      throw new InvalidOptions(maker.problems);
    }
    return made;
  }

  /** The same with its page at another port. */
  public LongtailOptions withPagePort(int port) {
    Streaming of = streaming.orElseThrow();
    return new LongtailOptions(
        Optional.of(
            new Streaming(
                of.source(), of.times(), of.sink(), of.checkpoints(), of.page().at(port))),
        earlierExemplars,
        topology,
        parallelism);
  }

  /**
   * The fingerprint of the job's state, to compare with the fingerprint of the job that restores
   * it.
   */
  public Fingerprint fingerprint() {
    return Fingerprint.of(topology);
  }

  private static TopologyOptions.Events eventsOf(Settings settings) {
    LocalDate from = settings.get(Catalogue.FROM);
    LocalDate to = settings.get(Catalogue.TO);
    if (from != null && to != null && to.isBefore(from)) {
      throw new OptionConflict(
          "%s is before %s, the first day".formatted(to, from), Catalogue.TO, Catalogue.FROM);
    }
    return new TopologyOptions.Events(
        new DetectorWindows(settings.get(Catalogue.WINDOW).toMillis()),
        new TimeRange(
            from == null ? TimeRange.ALL.from() : startOf(from),
            to == null ? TimeRange.ALL.until() : startOf(to.plusDays(1))),
        settings.get(Catalogue.OUT_OF_ORDERNESS),
        settings.get(Catalogue.MAX_DRIFT),
        settings.get(Catalogue.TWINS),
        settings.get(Catalogue.RAW));
  }

  private static long startOf(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private static TopologyOptions.Ranking rankingOf(Settings settings) {
    return new TopologyOptions.Ranking(
        settings.get(Catalogue.SCALE),
        settings.get(Catalogue.SHARDS),
        settings.get(Catalogue.TOP_K),
        new IsolationForestDetector(
            settings.get(Catalogue.TREES),
            IsolationForestDetector.DEFAULT.subsample(),
            settings.get(Catalogue.EXTENSION)),
        settings.get(Catalogue.FEATURES),
        new ShardWindow.Limits(
            FITTED_ON, settings.get(Catalogue.POOL), settings.get(Catalogue.UNIQUE_LIMIT)),
        new SampleSize(settings.get(Catalogue.SAMPLE_SHARE), settings.get(Catalogue.SAMPLE_COUNT)),
        settings.get(Catalogue.DETECTORS),
        settings.get(Catalogue.COMBINE));
  }

  private static DriftRule driftOf(Settings settings) {
    return new DriftRule(
        settings.get(Catalogue.DRIFT_WINDOWS),
        Map.of(
            DriftMeasure.SCORES, settings.get(Catalogue.DRIFT_SCORES),
            DriftMeasure.VOCABULARY, settings.get(Catalogue.DRIFT_VOCABULARY),
            DriftMeasure.UNIQUE_SHARE, settings.get(Catalogue.DRIFT_UNIQUE_SHARE)));
  }

  private static ScoringOptions scoringOf(Settings settings) {
    Selection select = settings.get(Catalogue.SELECT);
    if (select.takesValue() && !settings.get(Catalogue.SCALE).has(Scale.FULL)) {
      throw new OptionConflict(
          "chooses among the unique commands of the full scale, and %s is %s"
              .formatted(Catalogue.SCALE, settings.get(Catalogue.SCALE)),
          Catalogue.SELECT,
          Catalogue.SCALE);
    }
    if (select.takesValue() && settings.get(Catalogue.COMBINE) != Combination.EACH) {
      throw new OptionConflict(
          "has a ranking of its own, and %s: %s makes one of all rankings"
              .formatted(
                  Catalogue.COMBINE,
                  Catalogue.COMBINE.type().show(settings.get(Catalogue.COMBINE))),
          Catalogue.SELECT,
          Catalogue.COMBINE);
    }
    return new ScoringOptions(
        settings.known(Catalogue.SCORING_MODEL).orElse(""),
        settings.get(Catalogue.SCORING_POLL),
        settings.get(Catalogue.SCORING_ALERTS),
        settings.get(Catalogue.SCORING_QUEUE),
        select);
  }

  private static EmbeddingModel embeddingModelOf(Settings settings) {
    String folder = settings.get(Catalogue.EMBEDDING_MODEL);
    EmbeddingModel model = folder == null ? EmbeddingModel.MINILM : StoredModel.at(folder);
    return model.withVectors(settings.get(Catalogue.VECTOR_STORE));
  }

  private static TopologyOptions.NearDuplicates nearDuplicatesOf(Settings settings) {
    EmbeddingModel model = embeddingModelOf(settings);
    NearDuplicateRule rule;
    try (StoredModel calibration = StoredModel.calibrationOf(model)) {
      rule = settings.get(Catalogue.NEAR_DUPLICATES).rule(calibration.model());
    }
    Double threshold = settings.get(Catalogue.THRESHOLD);
    return new TopologyOptions.NearDuplicates(
        model, threshold == null ? rule : new NearDuplicateRule(threshold, rule.sameShape()));
  }

  private static LabelerOptions labelerOf(Settings settings) {
    String labels = settings.get(Catalogue.LABELS);
    String endpoint = settings.get(Catalogue.ENDPOINT);
    String model = settings.get(Catalogue.MODEL);
    if (labels == null && endpoint == null) {
      refuseHowWithoutWho(settings);
      return LabelerOptions.none().withRedactReferences(settings.get(Catalogue.REDACT_REFERENCES));
    }
    if (labels != null && endpoint != null) {
      throw new OptionConflict(
          "goes not with an endpoint: name one labeler", Catalogue.LABELS, Catalogue.ENDPOINT);
    }
    if (labels != null && model != null) {
      throw new OptionConflict(
          "goes with an endpoint, not with a file of labels", Catalogue.MODEL, Catalogue.LABELS);
    }
    String journal = settings.get(Catalogue.JOURNAL);
    String cache = settings.get(Catalogue.VERDICT_CACHE);
    LabelerOptions first =
        LabelerOptions.parse(labels, endpoint, model, settings.get(Catalogue.PROFILE));
    return agreeing(first, settings)
        .withConcurrency(settings.get(Catalogue.CONCURRENCY))
        .withDeadline(settings.get(Catalogue.DEADLINE))
        .withPatience(settings.get(Catalogue.PATIENCE))
        .withJournal(journal == null ? "" : journal)
        .withCache(cache == null ? "" : cache)
        .withCanaries(settings.get(Catalogue.CANARIES))
        .withProbe(settings.get(Catalogue.PROBE))
        .withReach(reachOf(settings))
        .withRedactReferences(settings.get(Catalogue.REDACT_REFERENCES))
        .withPseudonyms(
            settings.get(Catalogue.PSEUDONYMS), listOf(settings.get(Catalogue.INTERNAL_ZONES)))
        .withSpending(spendingOf(settings));
  }

  private static SpendingPlan spendingOf(Settings settings) {
    Double price = settings.get(Catalogue.TOKEN_PRICE);
    Map<String, TokenPrice> table = settings.get(Catalogue.PRICES);
    Prices prices =
        new Prices(
            table == null ? Map.of() : table, price == null ? null : new TokenPrice(price, price));
    String model = settings.get(Catalogue.MODEL);
    if (model == null ? !prices.any() : prices.of(model).isEmpty()) {
      Stream.of(Catalogue.MAX_COST, Catalogue.MAX_COST_PER_WINDOW)
          .filter(settings::says)
          .findFirst()
          .ifPresent(
              cap -> {
                throw new OptionConflict(
                    "counts money, but neither %s nor %s says what tokens of %s cost"
                        .formatted(
                            Catalogue.PRICES,
                            Catalogue.TOKEN_PRICE,
                            model == null ? "the model" : model),
                    cap);
              });
    }
    return new SpendingPlan(
        Caps.of(
            settings.get(Catalogue.MAX_CALLS),
            settings.get(Catalogue.MAX_TOKENS),
            settings.get(Catalogue.MAX_COST)),
        Caps.of(
            settings.get(Catalogue.MAX_CALLS_PER_WINDOW),
            settings.get(Catalogue.MAX_TOKENS_PER_WINDOW),
            settings.get(Catalogue.MAX_COST_PER_WINDOW)),
        prices);
  }

  /** What stands between commas; nothing of null. */
  private static List<String> listOf(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(item -> !item.isEmpty())
            .toList();
  }

  /** What is wrong about judges that must agree is not wrong about the endpoint. */
  private static LabelerOptions agreeing(LabelerOptions first, Settings settings) {
    List<String> further = settings.get(Catalogue.FURTHER_JUDGES);
    try {
      return first.withAgreement(
          Agreement.of(
              settings.get(Catalogue.AGREEMENT),
              further == null ? List.of() : further,
              settings.get(Catalogue.PROFILE)));
    } catch (InputException e) {
      throw new OptionConflict(
          "(who has to agree): " + e.getMessage(),
          further == null ? Catalogue.AGREEMENT : Catalogue.FURTHER_JUDGES);
    }
  }

  private static Reach reachOf(Settings settings) {
    String certificate = settings.get(Catalogue.CLIENT_CERTIFICATE);
    String key = settings.get(Catalogue.CLIENT_KEY);
    if (key != null && certificate == null) {
      throw new OptionConflict("goes with a client certificate", Catalogue.CLIENT_KEY);
    }
    String ca = settings.get(Catalogue.CA);
    return new Reach(
        ca == null ? "" : ca,
        certificate == null ? "" : certificate,
        key == null ? "" : key,
        settings.get(Catalogue.ALLOW_PLAIN_HTTP));
  }

  private static UserRules rulesOf(Settings settings) {
    String rules = settings.get(Catalogue.RULES);
    return rules == null ? UserRules.NONE : UserRules.read(Path.of(rules));
  }

  /**
   * Options on how to ask a labeler have no effect if no labeler is named: most likely a mistake.
   */
  private static void refuseHowWithoutWho(Settings settings) {
    Stream.of(
            Catalogue.MODEL,
            Catalogue.PROFILE,
            Catalogue.AGREEMENT,
            Catalogue.FURTHER_JUDGES,
            Catalogue.CONCURRENCY,
            Catalogue.DEADLINE,
            Catalogue.MAX_CALLS,
            Catalogue.MAX_TOKENS,
            Catalogue.MAX_COST,
            Catalogue.MAX_CALLS_PER_WINDOW,
            Catalogue.MAX_TOKENS_PER_WINDOW,
            Catalogue.MAX_COST_PER_WINDOW,
            Catalogue.PATIENCE,
            Catalogue.CA,
            Catalogue.CLIENT_CERTIFICATE,
            Catalogue.CLIENT_KEY,
            Catalogue.JOURNAL,
            Catalogue.VERDICT_CACHE)
        .filter(settings::says)
        .findFirst()
        .ifPresent(
            how -> {
              throw new OptionConflict(
                  "says how to ask, but neither %s nor %s says whom"
                      .formatted(Catalogue.ENDPOINT, Catalogue.LABELS),
                  how);
            });
  }

  /** Makes the parts one by one, so that the problems of all parts are reported. */
  private static final class Maker {
    private final Settings settings;
    private final Purpose purpose;
    private final List<Problem> problems;

    Maker(Settings settings, Purpose purpose) {
      this.settings = settings;
      this.purpose = purpose;
      this.problems = new ArrayList<>(settings.problems());
    }

    /** The options; null if there are problems. */
    LongtailOptions options() {
      if (purpose == Purpose.BACKFILL) {
        need(Catalogue.FROM, Catalogue.TO);
      }
      Streaming streaming = purpose == Purpose.STREAMING ? streaming() : null;
      EarlierExemplars earlier = make(Catalogue.EARLIER_FILES, this::earlier);
      TopologyOptions.Events events = make(Catalogue.WINDOW, () -> eventsOf(settings));
      TopologyOptions.Ranking ranking = make(Catalogue.TOP_K, () -> rankingOf(settings));
      DriftRule drift = make(Catalogue.DRIFT_WINDOWS, () -> driftOf(settings));
      TopologyOptions.NearDuplicates duplicates =
          make(Catalogue.EMBEDDING_MODEL, () -> nearDuplicatesOf(settings));
      LabelerOptions labeler = withJournal(labeler(), streaming);
      TopologyOptions.Labels labels =
          make(
              Catalogue.CONTROL_ARMS,
              () ->
                  new TopologyOptions.Labels(
                      labeler,
                      settings.get(Catalogue.CONTROL_ARMS),
                      limitsOf(settings),
                      classifier(settings)));
      ScoringOptions scoring = make(Catalogue.SELECT, () -> scoringOf(settings));
      if (!problems.isEmpty()) {
        return null;
      }
      Integer parallelism = settings.get(Catalogue.PARALLELISM);
      return new LongtailOptions(
          Optional.ofNullable(streaming),
          earlier,
          new TopologyOptions(events, ranking, drift, duplicates, labels, scoring),
          parallelism == null ? OptionalInt.empty() : OptionalInt.of(parallelism));
    }

    /** A stream keeps its journal beside its checkpoints, unless a folder is named. */
    private static LabelerOptions withJournal(LabelerOptions labeler, Streaming streaming) {
      if (labeler == null
          || streaming == null
          || streaming.checkpoints() == null
          || !labeler.asksServer()
          || !labeler.journal().isEmpty()) {
        return labeler;
      }
      String folder = streaming.checkpoints().directory();
      return labeler.withJournal(folder + (folder.endsWith("/") ? "" : "/") + JOURNAL_FOLDER);
    }

    /** The labeler with the site's own rules; null if that is impossible. */
    LabelerOptions labeler() {
      LabelerOptions labeler = make(Catalogue.ENDPOINT, () -> labelerOf(settings));
      UserRules rules = make(Catalogue.RULES, () -> rulesOf(settings));
      return labeler == null || rules == null ? labeler : labeler.withRules(rules);
    }

    /** The result of {@code supplier}; null if it fails, and then the problem is kept. */
    <T> T make(Option<?> about, Supplier<T> supplier) {
      try {
        return supplier.get();
      } catch (Settings.Broken e) {
        return null; // The problem is already reported.
      } catch (OptionConflict e) {
        problems.add(settings.conflict(e));
      } catch (InputException e) { // The file that the option names must be corrected.
        problems.add(new Problem(settings.problem(about, e.getMessage()).text(), true));
      } catch (IllegalArgumentException e) {
        problems.add(settings.problem(about, e.getMessage()));
      }
      return null;
    }

    private void need(Option<?>... options) {
      for (Option<?> option : options) {
        if (!settings.says(option)) {
          problems.add(settings.problem(option, "is missing"));
        }
      }
    }

    private Streaming streaming() {
      need(Catalogue.SOURCE_SERVERS, Catalogue.SOURCE_TOPIC, Catalogue.SOURCE_GROUP);
      KafkaTopic source =
          make(
              Catalogue.SOURCE_TOPIC,
              () ->
                  topic(
                      Catalogue.SOURCE_SERVERS,
                      Catalogue.SOURCE_TOPIC,
                      Catalogue.SOURCE_GROUP,
                      Catalogue.SOURCE_PROPERTIES));
      Sink sink = make(Catalogue.SINK_FOLDER, this::sink);
      need(Catalogue.CHECKPOINT_FOLDER);
      Checkpoints checkpoints =
          make(
              Catalogue.CHECKPOINT_FOLDER,
              () ->
                  new Checkpoints(
                      settings.get(Catalogue.CHECKPOINT_INTERVAL),
                      settings.get(Catalogue.CHECKPOINT_FOLDER),
                      Restore.parse(settings.get(Catalogue.RESTORE)),
                      settings.get(Catalogue.FRESH)));
      SourceTimes times =
          make(
              Catalogue.MAX_AHEAD,
              () ->
                  new SourceTimes(
                      settings.get(Catalogue.MAX_AHEAD),
                      Optional.ofNullable(settings.get(Catalogue.IDLE_AFTER))));
      return new Streaming(source, times, sink, checkpoints, make(Catalogue.PAGE_PORT, this::page));
    }

    private Page page() {
      Integer port = settings.get(Catalogue.PAGE_PORT);
      return new Page(
          port == null ? OptionalInt.empty() : OptionalInt.of(port),
          settings.get(Catalogue.PAGE_HOST),
          listOf(settings.get(Catalogue.PAGE_NAMES)));
    }

    private KafkaTopic topic(
        Option<String> servers,
        Option<String> topic,
        Option<String> group,
        Option<Map<String, String>> properties) {
      return new KafkaTopic(
          settings.get(servers), settings.get(topic), settings.get(group), map(properties));
    }

    private Map<String, String> map(Option<Map<String, String>> option) {
      Map<String, String> map = settings.get(option);
      return map == null ? Map.of() : map;
    }

    private Sink sink() {
      boolean kafka =
          Stream.of(Catalogue.SINK_SERVERS, Catalogue.SINK_PREFIX, Catalogue.SINK_PROPERTIES)
              .anyMatch(settings::says);
      boolean files = settings.says(Catalogue.SINK_FOLDER);
      if (kafka && files) {
        throw new OptionConflict(
            "goes not with sink.kafka: name either kafka or files", Catalogue.SINK_FOLDER);
      }
      if (files) {
        return new FileSink(settings.get(Catalogue.SINK_FOLDER));
      }
      if (!kafka) {
        throw new OptionConflict("is missing: name either kafka or files", Catalogue.SINK_SERVERS);
      }
      need(Catalogue.SINK_SERVERS);
      return new KafkaSink(
          settings.get(Catalogue.SINK_SERVERS),
          settings.get(Catalogue.SINK_PREFIX),
          map(Catalogue.SINK_PROPERTIES));
    }

    /**
     * A bounded job reads only files. If it shares a configuration file with a streaming job, it
     * ignores the topic there.
     */
    private EarlierExemplars earlier() {
      boolean files = settings.says(Catalogue.EARLIER_FILES);
      boolean topic =
          purpose == Purpose.STREAMING
              && Stream.of(
                      Catalogue.EARLIER_SERVERS,
                      Catalogue.EARLIER_TOPIC,
                      Catalogue.EARLIER_GROUP,
                      Catalogue.EARLIER_PROPERTIES)
                  .anyMatch(settings::says);
      if (files && topic) {
        throw new OptionConflict(
            "goes not with a topic of exemplars: name either of them", Catalogue.EARLIER_FILES);
      }
      if (topic) {
        need(Catalogue.EARLIER_SERVERS, Catalogue.EARLIER_TOPIC, Catalogue.EARLIER_GROUP);
        return new ExemplarTopic(
            topic(
                Catalogue.EARLIER_SERVERS,
                Catalogue.EARLIER_TOPIC,
                Catalogue.EARLIER_GROUP,
                Catalogue.EARLIER_PROPERTIES));
      }
      return files ? new ExemplarFiles(settings.get(Catalogue.EARLIER_FILES)) : new NoExemplars();
    }
  }
}
