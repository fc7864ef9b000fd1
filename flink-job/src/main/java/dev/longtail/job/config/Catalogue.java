package dev.longtail.job.config;

import dev.longtail.detectors.drift.DriftMeasure;
import dev.longtail.detectors.drift.DriftRule;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.LineDetector;
import dev.longtail.detectors.ranking.ReducedDetectors;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.client.Agreement;
import dev.longtail.labeler.client.Endpoint;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.client.TokenPrice;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.FeatureFamily;
import dev.longtail.udfs.features.TokenVocabulary;
import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All options. This list is the source of files, flags, environment variables, {@code longtail
 * explain}, {@code docs/configuration.md} and the fingerprint of a state. An option in the list is
 * therefore known everywhere.
 */
public final class Catalogue {
  /** The most columns a line can have: expert features and a full token vocabulary. */
  private static final int MOST_COLUMNS = ExpertFeatures.count() + 2 * TokenVocabulary.SIZE;

  private static final String TRUTH = "truth:";
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final LabelerOptions NOBODY = LabelerOptions.none();

  public static final Option<String> SOURCE_SERVERS =
      Option.of(Section.SOURCE, "bootstrap-servers", OptionType.TEXT)
          .example("localhost:9092")
          .absent(Option.NEEDED)
          .meaning("Kafka servers of the events");

  public static final Option<String> SOURCE_TOPIC =
      Option.of(Section.SOURCE, "topic", OptionType.TEXT)
          .example("command-events")
          .absent(Option.NEEDED)
          .meaning("topic of the events");

  public static final Option<String> SOURCE_GROUP =
      Option.of(Section.SOURCE, "group-id", OptionType.TEXT)
          .example("longtail")
          .absent(Option.NEEDED)
          .meaning("consumer group; its offsets are for monitoring, a restart uses the checkpoint");

  public static final Option<Map<String, String>> SOURCE_PROPERTIES =
      Option.of(Section.SOURCE, "properties", OptionType.PROPERTIES)
          .meaning("further settings of the Kafka client");

  public static final Option<Duration> MAX_AHEAD =
      Option.of(Section.SOURCE, "max-ahead", OptionType.PERIOD)
          .range(periodFrom(Duration.ZERO))
          .fallback(Duration.ofHours(1))
          .example("PT10M")
          .meaning("an event further ahead of the clock is a dead letter and moves no window");

  public static final Option<Duration> MAX_DRIFT =
      Option.of(Section.SOURCE, "max-drift", OptionType.PERIOD)
          .range(periodFrom(Duration.ofSeconds(1)))
          .fallback(Duration.ofHours(1))
          .example("PT6H")
          .meaning("a partition further ahead of the slowest one waits, in event time");

  public static final Option<Duration> IDLE_AFTER =
      Option.of(Section.SOURCE, "idle-after", OptionType.PERIOD)
          .range(periodFrom(Duration.ofSeconds(1)))
          .absent("never: windows wait for a silent partition")
          .example("PT15M")
          .meaning(
              "windows no longer wait for a partition that is silent for so long and of which the"
                  + " broker says that nothing is unread");

  public static final Option<List<String>> EARLIER_FILES =
      Option.of(Section.EARLIER_EXEMPLARS, "files", OptionType.PATHS)
          .flag("--earlier-exemplars", "--known-exemplars")
          .meaning("results of earlier backfills, or files of exemplars");

  public static final Option<String> EARLIER_SERVERS =
      Option.of(Section.EARLIER_EXEMPLARS, "bootstrap-servers", OptionType.TEXT)
          .example("localhost:9092")
          .meaning("Kafka servers of a topic of exemplars; read by the streaming job");

  public static final Option<String> EARLIER_TOPIC =
      Option.of(Section.EARLIER_EXEMPLARS, "topic", OptionType.TEXT)
          .example("longtail-exemplars")
          .meaning("topic of the exemplars, of this job and of others; it must exist");

  public static final Option<String> EARLIER_GROUP =
      Option.of(Section.EARLIER_EXEMPLARS, "group-id", OptionType.TEXT)
          .example("longtail-exemplars")
          .meaning("consumer group of the exemplars; its offsets are for monitoring");

  public static final Option<Map<String, String>> EARLIER_PROPERTIES =
      Option.of(Section.EARLIER_EXEMPLARS, "properties", OptionType.PROPERTIES)
          .meaning("further settings of the Kafka client");

  public static final Option<String> SINK_SERVERS =
      Option.of(Section.SINK, "kafka.bootstrap-servers", OptionType.TEXT)
          .example("localhost:9092")
          .meaning("Kafka servers of the results");

  public static final Option<String> SINK_PREFIX =
      Option.of(Section.SINK, "kafka.topic-prefix", OptionType.TEXT)
          .fallback("longtail-")
          .example("site-a-")
          .meaning("goes before an output's name: the anomalies are in longtail-anomalies");

  public static final Option<Map<String, String>> SINK_PROPERTIES =
      Option.of(Section.SINK, "kafka.properties", OptionType.PROPERTIES)
          .example("{acks: all}")
          .meaning("further settings of the Kafka client");

  public static final Option<String> SINK_FOLDER =
      Option.of(Section.SINK, "files.path", OptionType.LOCATION)
          .meaning("the folder of the results, with a folder for each output");

  public static final Option<Integer> PARALLELISM =
      Option.of(Section.JOB, "parallelism", OptionType.INTEGER)
          .range(OptionRange.between(1, TopologyOptions.MAX_PARALLELISM))
          .absent("streaming: Flink's; else the processors, at most 4")
          .unit("subtasks")
          .example("2")
          .meaning("parallel subtasks of each operator; never changes a result");

  public static final Option<Duration> WINDOW =
      Option.of(Section.JOB, "window", OptionType.PERIOD)
          .range(
              new OptionRange<>(
                  "whole seconds from PT1S to P366D",
                  length ->
                      length.compareTo(Duration.ofSeconds(1)) >= 0
                          && length.compareTo(LONGEST) <= 0
                          && length.toNanosPart() == 0))
          .fallback(Duration.ofMillis(DetectorWindows.DAILY.size()))
          .bindsState()
          .meaning("length of a detector window; windows begin at midnight UTC");

  public static final Option<LocalDate> FROM =
      Option.of(Section.JOB, "from", OptionType.DATE)
          .example("2025-01-01")
          .absent("the first event")
          .unit("day, UTC")
          .meaning("first day whose events count; a backfill needs it");

  public static final Option<LocalDate> TO =
      Option.of(Section.JOB, "to", OptionType.DATE)
          .absent("the last event")
          .unit("day, UTC")
          .meaning("last day whose events count; a backfill needs it");

  public static final Option<Duration> OUT_OF_ORDERNESS =
      Option.of(Section.JOB, "out-of-orderness", OptionType.PERIOD)
          .range(periodFrom(Duration.ZERO))
          .fallback(Duration.ofMinutes(10))
          .example("PT2H")
          .meaning(
              "how far behind the latest event another may come and still count; a bounded job"
                  + " takes events in any order");

  public static final Option<Twins> TWINS =
      Option.of(Section.JOB, "twins", OptionType.oneOf(Twins.class))
          .fallback(Twins.COUNT)
          .example("once")
          .meaning(
              "a process start that both Windows' security log (4688) and Sysmon tell: count keeps"
                  + " both and counts such twins, once keeps Sysmon's alone, off does not look");

  public static final Option<RawLines> RAW =
      Option.of(Section.JOB, "raw", OptionType.oneOf(RawLines.class))
          .fallback(RawLines.KEEP)
          .example("redact")
          .bindsState()
          .meaning(
              "command lines in state, results and topics: keep leaves them as they were observed,"
                  + " redact removes secrets from them before anything else; dead letters then hold"
                  + " no record");

  public static final Option<Scales> SCALE =
      Option.of(Section.JOB, "scale", OptionType.oneOf(Scales.class))
          .fallback(Scales.FULL)
          .example("both")
          .bindsState()
          .meaning(
              "full: every unique command by expert features; reduced: a hash sample by embeddings;"
                  + " or both");

  public static final Option<Double> SAMPLE_SHARE =
      Option.of(Section.JOB, "sample-share", OptionType.NUMBER)
          .range(new OptionRange<>("more than 0, at most 1", share -> share > 0 && share <= 1))
          .fallback(SampleSize.DEFAULT.share())
          .example("0.08")
          .meaning("share of a window's unique commands that the reduced scale takes, by hash");

  public static final Option<Integer> SAMPLE_COUNT =
      Option.of(Section.JOB, "sample-count", OptionType.INTEGER)
          .range(OptionRange.atLeast(2))
          .fallback(SampleSize.DEFAULT.count())
          .unit("commands")
          .example("4000000")
          .meaning(
              "commands of a window that the reduced scale takes at most, about 2 KB of memory"
                  + " each; divided by the shards and rounded up, at least 2 a shard");

  public static final Option<List<LineDetector>> DETECTORS =
      Option.of(Section.JOB, "detectors", OptionType.DETECTORS)
          .fallback(ReducedDetectors.PUBLISHED)
          .example("isolation-forest,pca")
          .meaning("detectors that rank the reduced scale's sample");

  public static final Option<Combination> COMBINE =
      Option.of(Section.JOB, "combine", OptionType.oneOf(Combination.class))
          .fallback(Combination.EACH)
          .example("ranks")
          .meaning(
              "each: top-k anomalies of each scale and detector; ranks: top-k in all, by the sum of"
                  + " the reciprocal ranks that the detectors of all scales give");

  public static final Option<Integer> TOP_K =
      Option.of(Section.JOB, "top-k", OptionType.INTEGER)
          .range(new OptionRange<>("from 1 to the pool", k -> k >= 1))
          .fallback(300)
          .unit("commands")
          .example("100")
          .meaning(
              "anomalies of a window, over all shards: per scale and detector, or in all"
                  + " (combine)");

  public static final Option<Selection> SELECT =
      Option.of(Section.JOB, "select", OptionType.oneOf(Selection.class))
          .fallback(Selection.ANOMALY)
          .example("both")
          .meaning(
              "what of the full scale is labelled: anomaly: the top k of the detector; value: the k"
                  + " of which scoring.model is least sure; both: k in all, by turns"
                  + " (docs/concepts/label-value.md)");

  public static final Option<Integer> SHARDS =
      Option.of(Section.JOB, "shards", OptionType.INTEGER)
          .range(OptionRange.between(1, TopologyOptions.MAX_PARALLELISM))
          .fallback(4)
          .example("8")
          .bindsState()
          .meaning("partitions of the unique commands, each with its own model");

  public static final Option<Integer> POOL =
      Option.of(Section.JOB, "pool", OptionType.INTEGER)
          .range(OptionRange.atLeast(1))
          .fallback(32_768)
          .unit("commands")
          .example("65536")
          .meaning(
              "unique commands a shard ranks; of more, those that the window before makes look"
                  + " anomalous");

  public static final Option<Integer> UNIQUE_LIMIT =
      Option.of(Section.JOB, "unique-limit", OptionType.INTEGER)
          .range(OptionRange.atLeast(ShardWindow.Limits.FEWEST_UNIQUE))
          .fallback(ShardWindow.Limits.UNIQUE)
          .unit("commands")
          .example("1048576")
          .meaning(
              "unique commands a shard remembers one by one, 9 to 11 bytes each; the number of more"
                  + " is estimated");

  public static final Option<Integer> TREES =
      Option.of(Section.JOB, "trees", OptionType.INTEGER)
          .range(OptionRange.atLeast(1))
          .fallback(IsolationForestDetector.DEFAULT.trees())
          .example("200")
          .meaning("trees of the isolation forest");

  public static final Option<Integer> EXTENSION =
      Option.of(Section.JOB, "extension", OptionType.INTEGER)
          .range(OptionRange.between(0, MOST_COLUMNS - 1))
          .fallback(IsolationForestDetector.DEFAULT.extension())
          .example("1")
          .unit("attributes")
          .meaning(
              "attributes a split takes beyond one; 1 or more is the extended isolation forest");

  public static final Option<Set<FeatureFamily>> FEATURES =
      Option.of(Section.JOB, "features", OptionType.someOf(FeatureFamily.class))
          .fallback(FeatureFamily.ALL)
          .example("shape,marker,test,character,tfidf")
          .meaning("families of features that the isolation forest of the full scale looks at");

  public static final Option<Integer> DRIFT_WINDOWS =
      Option.of(Section.JOB, "drift-windows", OptionType.INTEGER)
          .range(OptionRange.atLeast(1))
          .fallback(DriftRule.DEFAULT.windows())
          .unit("windows")
          .example("7")
          .meaning("a window has moved if it is like none of so many before it");

  public static final Option<Double> DRIFT_SCORES =
      drift("drift-scores", DriftMeasure.SCORES)
          .example("0.5")
          .meaning("windows differ whose scores by the window before are further apart");

  public static final Option<Double> DRIFT_VOCABULARY =
      drift("drift-vocabulary", DriftMeasure.VOCABULARY)
          .example("0.1")
          .meaning("windows differ whose words are further apart");

  public static final Option<Double> DRIFT_UNIQUE_SHARE =
      drift("drift-unique-share", DriftMeasure.UNIQUE_SHARE)
          .example("0.1")
          .meaning("windows differ whose shares of unique commands are further apart");

  public static final Option<NearDuplicateRule.Kind> NEAR_DUPLICATES =
      Option.of(Section.JOB, "near-duplicates", OptionType.oneOf(NearDuplicateRule.Kind.class))
          .flag("--near-duplicates", "--rule")
          .fallback(NearDuplicateRule.Kind.SHAPES)
          .example("published")
          .bindsState()
          .meaning(
              "what makes a near-duplicate: shapes (an equal template, or a cosine above the"
                  + " threshold, where tools, flags and payloads agree) or published (the cosine"
                  + " alone)");

  public static final Option<Double> THRESHOLD =
      Option.of(Section.JOB, "threshold", OptionType.NUMBER)
          .range(new OptionRange<>("from 0 to 1", cosine -> cosine >= 0 && cosine <= 1))
          .absent("what longtail calibrate found for the model, else 0.8")
          .unit("cosine")
          .example("0.85")
          .bindsState()
          .meaning("a greater cosine makes a near-duplicate");

  public static final Option<String> EMBEDDING_MODEL =
      Option.of(Section.JOB, "embedding-model", OptionType.LOCATION)
          .absent("all-MiniLM-L6-v2, which is built in")
          .example("/models/jina")
          .bindsState()
          .meaning("folder with model.onnx and tokenizer.json; state knows it by its name");

  public static final Option<String> VECTOR_STORE =
      Option.of(Section.JOB, "vector-store", OptionType.PATH)
          .flag("--vector-store", "--vectors")
          .absent("vectors are not kept between runs")
          .example("/var/cache/longtail")
          .meaning(
              "folder on each machine where vectors of templates are kept, so that a later run does"
                  + " not compute them again; up to 1 GiB a model");

  public static final Option<String> RULES =
      Option.of(Section.JOB, "rules", OptionType.PATH)
          .absent("the built-in ones alone")
          .example("/etc/longtail/rules")
          .meaning("file or folder of the site's own rules, beside the built-in ones");

  public static final Option<String> LABELS =
      Option.of(Section.LABELER, "labels", OptionType.TEXT)
          .range(
              new OptionRange<>(
                  "truth: and a file",
                  text -> text.startsWith(TRUTH) && text.length() > TRUTH.length()))
          .example("truth:labels.jsonl")
          .meaning("answer from a file of {cmd,label} records, for benchmarks");

  public static final Option<String> ENDPOINT =
      Option.of(
              Section.LABELER,
              "endpoint",
              OptionType.single("URL", "URL", "http://localhost:11434/v1", Catalogue::endpoint))
          .meaning("ask this OpenAI-compatible server; its key is read from LONGTAIL_API_KEY");

  public static final Option<String> MODEL =
      Option.of(Section.LABELER, "model", OptionType.TEXT)
          .absent("the only one that the server offers")
          .example("qwen2.5:7b")
          .meaning("the model to ask");

  public static final Option<ProviderProfile> PROFILE =
      Option.of(Section.LABELER, "profile", OptionType.oneOf(ProviderProfile.class))
          .fallback(ProviderProfile.PLAIN)
          .example("ollama")
          .meaning(
              "how the provider is asked: address, key, limits, schema, thinking; what a server"
                  + " does not take is left out by itself");

  public static final Option<Integer> CONCURRENCY =
      Option.of(Section.LABELER, "concurrency", OptionType.INTEGER)
          .range(OptionRange.between(1, 10_000))
          .fallback(NOBODY.concurrency())
          .unit("requests")
          .example("16")
          .meaning("requests in flight, in the whole job");

  public static final Option<Duration> DEADLINE =
      Option.of(Section.LABELER, "deadline", OptionType.SECONDS)
          .flag("--label-deadline")
          .range(periodFrom(Duration.ofMillis(1)))
          .fallback(NOBODY.deadline())
          .example("PT90S")
          .meaning("longest time for one verdict, retries included");

  public static final Option<Long> MAX_CALLS =
      Option.of(Section.LABELER, "max-calls", OptionType.LONG)
          .range(new OptionRange<>("0 or more", calls -> calls >= 0))
          .absent("no cap")
          .unit("requests")
          .example("100000")
          .meaning("send at most this many requests, retries included, over all restarts");

  public static final Option<Long> MAX_TOKENS =
      Option.of(Section.LABELER, "max-tokens", OptionType.LONG)
          .range(new OptionRange<>("0 or more", tokens -> tokens >= 0))
          .absent("no cap")
          .unit("tokens")
          .example("50000000")
          .meaning("use at most this many tokens, counted before sending, over all restarts");

  public static final Option<Double> MAX_COST =
      Option.of(Section.LABELER, "max-cost", OptionType.NUMBER)
          .range(new OptionRange<>("0 or more", cost -> cost >= 0))
          .absent("no cap")
          .unit("money, as in the prices")
          .example("50")
          .meaning("spend at most this much, counted before sending, over all restarts");

  public static final Option<Long> MAX_CALLS_PER_WINDOW =
      Option.of(Section.LABELER, "max-calls-per-window", OptionType.LONG)
          .range(new OptionRange<>("0 or more", calls -> calls >= 0))
          .absent("no cap")
          .unit("requests")
          .example("1000")
          .meaning(
              "send at most this many requests for the exemplars of one window; the others go on");

  public static final Option<Long> MAX_TOKENS_PER_WINDOW =
      Option.of(Section.LABELER, "max-tokens-per-window", OptionType.LONG)
          .range(new OptionRange<>("0 or more", tokens -> tokens >= 0))
          .absent("no cap")
          .unit("tokens")
          .example("1000000")
          .meaning(
              "use at most this many tokens for the exemplars of one window; the others go on");

  public static final Option<Double> MAX_COST_PER_WINDOW =
      Option.of(Section.LABELER, "max-cost-per-window", OptionType.NUMBER)
          .range(new OptionRange<>("0 or more", cost -> cost >= 0))
          .absent("no cap")
          .unit("money, as in the prices")
          .example("2.5")
          .meaning("spend at most this much for the exemplars of one window; the others go on");

  public static final Option<Double> TOKEN_PRICE =
      Option.of(Section.LABELER, "token-price", OptionType.NUMBER)
          .range(new OptionRange<>("from 0 to 1,000,000", price -> price >= 0 && price <= 1e6))
          .absent("unknown: no cost is shown")
          .unit("money for a million tokens")
          .example("0.6")
          .meaning("price of tokens, questions and answers alike, of models not in the prices");

  public static final Option<Map<String, TokenPrice>> PRICES =
      Option.of(Section.LABELER, "prices", OptionType.PRICES)
          .unit("money for a million tokens")
          .example("{gpt-4o-mini: 0.15/0.6, \"qwen*\": 0}")
          .meaning(
              "price of each model's tokens, of questions and of answers; * in a name stands for"
                  + " any characters");

  public static final Option<String> VERDICT_CACHE =
      Option.of(Section.LABELER, "cache", OptionType.LOCATION)
          .example("file:///var/lib/longtail/verdicts")
          .meaning(
              "folder that keeps verdicts by judge, prompt and redacted line, so that no other run"
                  + " pays for them again");

  public static final Option<Boolean> CANARIES =
      Option.of(Section.LABELER, "canaries", OptionType.SWITCH)
          .fallback(true)
          .example("false")
          .meaning(
              "ask about known attacks too, and believe a judge's BENIGN only while it calls none"
                  + " of them benign");

  public static final Option<Agreement.Kind> AGREEMENT =
      Option.of(Section.LABELER, "agreement", OptionType.oneOf(Agreement.Kind.class))
          .fallback(Agreement.Kind.OFF)
          .example("framing")
          .meaning(
              "whose verdicts count: off: the judge's; framing: the judge's, asked in two opposite"
                  + " ways, if equal; unanimous: those of all judges, if equal; cascade: as"
                  + " unanimous, but where they differ the last judge decides");

  public static final Option<List<String>> FURTHER_JUDGES =
      Option.of(Section.LABELER, "further-judges", OptionType.JUDGES)
          .absent("none")
          .example("qwen2.5:14b@http://localhost:11434/v1")
          .meaning(
              "judges beside the first, for agreement unanimous and cascade; the key of the second"
                  + " is read from LONGTAIL_API_KEY_2, and so on");

  public static final Option<Boolean> PROBE =
      Option.of(Section.LABELER, "probe", OptionType.SWITCH)
          .fallback(true)
          .example("false")
          .meaning(
              "try the server with two known questions at the start, and say in the log what works"
                  + " and what a verdict costs");

  public static final Option<String> CA =
      Option.of(Section.LABELER, "ca", OptionType.PATH)
          .flag("--label-ca")
          .absent("the authorities that the JVM trusts")
          .example("/etc/longtail/ca.pem")
          .meaning("PEM file of the authorities that are trusted instead, on each machine");

  public static final Option<String> CLIENT_CERTIFICATE =
      Option.of(Section.LABELER, "client-certificate", OptionType.PATH)
          .absent("none is shown to the server")
          .example("/etc/longtail/client.p12")
          .meaning(
              "client certificate for the server, in PEM with its chain or in PKCS12; its password"
                  + " is read from LONGTAIL_CLIENT_PASSWORD");

  public static final Option<String> CLIENT_KEY =
      Option.of(Section.LABELER, "client-key", OptionType.PATH)
          .absent("it is in the file of the certificate")
          .example("/etc/longtail/client-key.pem")
          .meaning("PEM file of the client certificate's key, in PKCS#8");

  public static final Option<Boolean> ALLOW_PLAIN_HTTP =
      Option.of(Section.LABELER, "allow-plain-http", OptionType.SWITCH)
          .fallback(false)
          .meaning(
              "send command lines, and the key, unencrypted to another machine, where the endpoint"
                  + " is http://; without it only this machine may be asked so");

  public static final Option<Boolean> REDACT_REFERENCES =
      Option.of(Section.LABELER, "redact-references", OptionType.SWITCH)
          .fallback(false)
          .meaning(
              "remove what looks like a variable, an option or a placeholder too, where a program"
                  + " takes a password: psexec -p $ecret1");

  public static final Option<Boolean> PSEUDONYMS =
      Option.of(Section.LABELER, "pseudonyms", OptionType.SWITCH)
          .fallback(false)
          .meaning(
              "replace hosts, addresses and accounts in what is sent by stable names, made with the"
                  + " key in LONGTAIL_PSEUDONYM_KEY; public names of hosts stay");

  public static final Option<String> INTERNAL_ZONES =
      Option.of(Section.LABELER, "internal-zones", OptionType.TEXT)
          .absent("zones that exist only inside, such as local and corp")
          .example("acme.example, acme.test")
          .meaning("zones whose hosts get pseudonyms too, separated by commas");

  public static final Option<Integer> MAX_PER_HOST =
      limit("max-per-host", AdmissionLimits.DEFAULT.perHost(), 0, "20")
          .unit("lines")
          .meaning("admit at most this many lines of one host in cap-days; 0: no cap");

  public static final Option<Integer> MAX_PER_USER =
      limit("max-per-user", AdmissionLimits.DEFAULT.perUser(), 0, "500")
          .unit("lines")
          .meaning(
              "the same of one user, whatever the host; 0: no cap, because service accounts are on"
                  + " all hosts");

  public static final Option<Integer> MAX_PER_CLUSTER =
      limit("max-per-cluster", AdmissionLimits.DEFAULT.perCluster(), 0, "20")
          .unit("lines")
          .meaning("the same of lines with one tool, flags, sub-command and payload; 0: no cap");

  public static final Option<Integer> CAP_DAYS =
      limit("cap-days", AdmissionLimits.DEFAULT.days(), 1, "90")
          .unit("days")
          .meaning("the caps on hosts, users and clusters count the lines of so many days");

  public static final Option<Integer> MIN_HOSTS =
      limit("min-hosts", AdmissionLimits.DEFAULT.minHosts(), 1, "2")
          .unit("hosts")
          .meaning(
              "ask about a line only when it or its near-duplicates were anomalies of this many"
                  + " hosts");

  public static final Option<Integer> MIN_DAYS =
      limit("min-days", AdmissionLimits.DEFAULT.minDays(), 1, "2")
          .unit("days")
          .meaning("ask about a line only when it or its near-duplicates came on this many days");

  public static final Option<Integer> WAIT_DAYS =
      limit("wait-days", AdmissionLimits.DEFAULT.waitDays(), 1, "60")
          .unit("days")
          .meaning("a line that was not seen so often after so many days is quarantined");

  public static final Option<String> CLASSIFIER =
      Option.of(Section.LABELER, "classifier", OptionType.LOCATION)
          .absent("no classifier has to agree")
          .example("s3://models/2025-01/ab+full")
          .meaning(
              "folder of the model that is in use: what it calls malicious is quarantined, whatever"
                  + " the judge says. It costs what mining is for: harmless lines that this model"
                  + " takes for attacks");

  public static final Option<Double> CLASSIFIER_LIMIT =
      Option.of(Section.LABELER, "classifier-limit", OptionType.NUMBER)
          .range(new OptionRange<>("above 0, at most 1", limit -> limit > 0 && limit <= 1))
          .fallback(ClassifierOptions.NONE.limit())
          .unit("score")
          .example("0.99")
          .meaning("the classifier calls a line malicious from this score on");

  public static final Option<Duration> PATIENCE =
      Option.of(Section.LABELER, "patience", OptionType.SECONDS)
          .flag("--label-patience")
          .range(periodFrom(Duration.ZERO))
          .fallback(NOBODY.patience())
          .example("PT10M")
          .meaning(
              "a bounded job ends when nothing was answered for this long; longtail relabel asks"
                  + " again what then waits");

  public static final Option<String> JOURNAL =
      Option.of(Section.LABELER, "journal", OptionType.LOCATION)
          .flag("--label-journal")
          .absent("streaming: label-journal in the folder of the checkpoints; else none")
          .example("file:///var/lib/longtail/label-journal")
          .meaning(
              "folder that remembers each paid request, so that no restart pays again; the caps"
                  + " hold for its whole life");

  public static final Option<Boolean> CONTROL_ARMS =
      Option.of(Section.LABELER, "control-arms", OptionType.SWITCH)
          .fallback(false)
          .meaning(
              "also label as many random commands a window as exemplars, and the near-duplicates");

  public static final Option<String> SCORING_MODEL =
      Option.of(Section.SCORING, "model", OptionType.LOCATION)
          .absent("nothing is scored")
          .example("s3://bucket/registry")
          .meaning(
              "the registry of longtail release, whose deployed model scores every unique command;"
                  + " or the folder of a model");

  public static final Option<Duration> SCORING_POLL =
      Option.of(Section.SCORING, "poll", OptionType.PERIOD)
          .range(periodFrom(Duration.ZERO))
          .fallback(ScoringOptions.NONE.poll())
          .example("PT10S")
          .meaning("how often a stream looks for another model there; PT0S: never");

  public static final Option<Integer> SCORING_ALERTS =
      Option.of(Section.SCORING, "alerts-per-day", OptionType.INTEGER)
          .range(OptionRange.between(1, 100_000))
          .fallback(ScoringOptions.NONE.alertsPerDay())
          .unit("detections")
          .example("20")
          .meaning(
              "budget of false positives: the threshold is such that the windows before would have"
                  + " had so many detections a day");

  public static final Option<Integer> SCORING_QUEUE =
      Option.of(Section.SCORING, "queue-per-day", OptionType.INTEGER)
          .range(OptionRange.between(0, 10_000))
          .fallback(ScoringOptions.NONE.queuePerDay())
          .unit("commands")
          .example("20")
          .meaning("commands nearest to the threshold that go to the analysts; 0: none");

  public static final Option<Duration> CHECKPOINT_INTERVAL =
      Option.of(Section.CHECKPOINTS, "interval", OptionType.PERIOD)
          .range(periodFrom(Duration.ofMillis(10)))
          .fallback(Duration.ofMinutes(1))
          .example("PT5M")
          .meaning("time from one checkpoint to the next");

  public static final Option<String> CHECKPOINT_FOLDER =
      Option.of(Section.CHECKPOINTS, "directory", OptionType.LOCATION)
          .absent(Option.NEEDED)
          .example("file:///var/lib/longtail/checkpoints")
          .meaning("where checkpoints lie; every machine of the cluster must reach it");

  public static final Option<String> RESTORE =
      Option.of(Section.CHECKPOINTS, "restore", OptionType.LOCATION)
          .flag("--restore")
          .fallback(Restore.LATEST)
          .example("s3://bucket/longtail/savepoints/savepoint-1234")
          .meaning(
              "the state to go on from: latest (the newest complete one of this job below the"
                  + " directory), none, or a checkpoint or savepoint");

  public static final Option<Boolean> FRESH =
      Option.of(Section.CHECKPOINTS, "fresh", OptionType.SWITCH)
          .flag("--fresh")
          .fallback(false)
          .meaning(
              "where no state is restored but the consumer group has committed offsets: begin anew"
                  + " at the start of the window that was open there, instead of refusing");

  public static final Option<Integer> PAGE_PORT =
      Option.of(Section.PAGE, "port", OptionType.INTEGER)
          .range(OptionRange.between(0, 65_535))
          .absent("off; longtail page takes 8070")
          .example("8070")
          .meaning("port of the page of longtail run, or of the JobManager in application mode");

  public static final Option<String> PAGE_HOST =
      Option.of(Section.PAGE, "host", OptionType.TEXT)
          .fallback("127.0.0.1")
          .example("0.0.0.0")
          .meaning("address that the page listens on; it asks nobody who he is");

  public static final Option<String> PAGE_NAMES =
      Option.of(Section.PAGE, "names", OptionType.TEXT)
          .absent("addresses and localhost alone")
          .example("longtail.example.org")
          .meaning("host names under which the page may be called, separated by commas");

  /** Every option, in the order of the file. */
  public static final List<Option<?>> ALL =
      List.of(
          SOURCE_SERVERS,
          SOURCE_TOPIC,
          SOURCE_GROUP,
          SOURCE_PROPERTIES,
          MAX_AHEAD,
          MAX_DRIFT,
          IDLE_AFTER,
          EARLIER_FILES,
          EARLIER_SERVERS,
          EARLIER_TOPIC,
          EARLIER_GROUP,
          EARLIER_PROPERTIES,
          SINK_SERVERS,
          SINK_PREFIX,
          SINK_PROPERTIES,
          SINK_FOLDER,
          PARALLELISM,
          WINDOW,
          FROM,
          TO,
          OUT_OF_ORDERNESS,
          TWINS,
          RAW,
          SCALE,
          SAMPLE_SHARE,
          SAMPLE_COUNT,
          DETECTORS,
          COMBINE,
          TOP_K,
          SELECT,
          SHARDS,
          POOL,
          UNIQUE_LIMIT,
          TREES,
          EXTENSION,
          FEATURES,
          DRIFT_WINDOWS,
          DRIFT_SCORES,
          DRIFT_VOCABULARY,
          DRIFT_UNIQUE_SHARE,
          NEAR_DUPLICATES,
          THRESHOLD,
          EMBEDDING_MODEL,
          VECTOR_STORE,
          RULES,
          LABELS,
          ENDPOINT,
          MODEL,
          PROFILE,
          CONCURRENCY,
          DEADLINE,
          MAX_CALLS,
          MAX_TOKENS,
          MAX_COST,
          MAX_CALLS_PER_WINDOW,
          MAX_TOKENS_PER_WINDOW,
          MAX_COST_PER_WINDOW,
          PRICES,
          TOKEN_PRICE,
          CANARIES,
          AGREEMENT,
          FURTHER_JUDGES,
          PROBE,
          CA,
          CLIENT_CERTIFICATE,
          CLIENT_KEY,
          ALLOW_PLAIN_HTTP,
          REDACT_REFERENCES,
          PSEUDONYMS,
          INTERNAL_ZONES,
          MAX_PER_HOST,
          MAX_PER_USER,
          MAX_PER_CLUSTER,
          CAP_DAYS,
          MIN_HOSTS,
          MIN_DAYS,
          WAIT_DAYS,
          CLASSIFIER,
          CLASSIFIER_LIMIT,
          PATIENCE,
          JOURNAL,
          VERDICT_CACHE,
          CONTROL_ARMS,
          SCORING_MODEL,
          SCORING_POLL,
          SCORING_ALERTS,
          SCORING_QUEUE,
          CHECKPOINT_INTERVAL,
          CHECKPOINT_FOLDER,
          RESTORE,
          FRESH,
          PAGE_PORT,
          PAGE_HOST,
          PAGE_NAMES);

  private Catalogue() {}

  /** The options of some sections. */
  public static List<Option<?>> of(Section... sections) {
    List<Section> wanted = Arrays.asList(sections);
    return ALL.stream().filter(option -> wanted.contains(option.section())).toList();
  }

  /** The option with this name: its name in the file, or its flag without the dashes. */
  static Optional<Option<?>> named(String name) {
    return ALL.stream()
        .filter(
            option ->
                option.name().equals(name)
                    || option.word().equals(name)
                    || option.formerFlags().contains("--" + name))
        .findFirst();
  }

  /** The option at this place of the file. */
  static Optional<Option<?>> at(String path) {
    return ALL.stream().filter(option -> option.name().equals(path)).findFirst();
  }

  /** The options below this place of the file. */
  static Stream<Option<?>> below(String path) {
    return ALL.stream().filter(option -> option.name().startsWith(path + "."));
  }

  private static Option.Builder<Double> drift(String word, DriftMeasure measure) {
    return Option.of(Section.JOB, word, OptionType.NUMBER)
        .range(new OptionRange<>("more than 0", index -> index > 0))
        .fallback(DriftRule.DEFAULT.thresholds().get(measure))
        .unit("population stability index");
  }

  private static Option.Builder<Integer> limit(
      String word, int fallback, int least, String example) {
    return Option.of(Section.LABELER, word, OptionType.INTEGER)
        .range(OptionRange.between(least, 1_000_000))
        .fallback(fallback)
        .example(example);
  }

  private static OptionRange<Duration> periodFrom(Duration least) {
    return new OptionRange<>(
        "from %s to %s".formatted(least, "P366D"),
        period -> period.compareTo(least) >= 0 && period.compareTo(LONGEST) <= 0);
  }

  private static String endpoint(String url) {
    try {
      Endpoint.parse(url);
      return url;
    } catch (InputException e) {
      // A refused URL may hold a password. The parser's own message leaves the password out.
      throw new IllegalArgumentException(e.getMessage().replaceFirst("^--endpoint:? ", ""), e);
    }
  }
}
