package dev.longtail.labeler.client;

import static java.util.stream.Collectors.joining;

import dev.longtail.labeler.net.Reach;
import dev.longtail.labeler.prompt.Framing;
import dev.longtail.labeler.redaction.Pseudonyms;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.labeler.redaction.SecretRules;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which labeler to ask and how. The options are serializable and travel to the machine that opens
 * the {@link LabelClient}.
 *
 * <p>Clients opened from the same options in one JVM share their budget and their verdicts.
 *
 * @param source who answers
 * @param concurrency questions that a caller should have under way at once, in all; a server gets
 *     as many of them as it answers well
 * @param deadline longest time from a question's first request to its verdict, retries included
 * @param spending caps and prices
 * @param maxCommandLength characters of a redacted command line; longer ones are abstained
 * @param spendingScope names the budget, so that two jobs in one JVM do not share a budget
 * @param patience a bounded job ends when nothing was answered for this long; what is left waits
 * @param journal path or URI of the folder of the {@link LabelJournal}; empty: calls are counted in
 *     memory only
 * @param cache path or URI of the folder of {@link StoredVerdicts}; empty: verdicts are remembered
 *     while the process lives
 * @param rules the user's additions to vetoes and secrets; they travel as text with these options
 * @param canaries whether a judge is asked about known attacks too, and believed only while it
 *     knows them
 * @param redactReferences whether a value that looks like a variable is removed too, where a
 *     program takes a password
 * @param pseudonyms whether hosts, addresses and accounts are replaced in what is sent
 * @param internalZones zones whose hosts get pseudonyms too
 * @param agreement further judges, and when verdicts count
 * @param reach how the server is reached
 * @param probe whether a server is tried with two known questions when it is opened; see {@link
 *     LabelProbe}
 */
public record LabelerOptions(
    Source source,
    int concurrency,
    Duration deadline,
    SpendingPlan spending,
    int maxCommandLength,
    String spendingScope,
    Duration patience,
    String journal,
    String cache,
    UserRules rules,
    boolean canaries,
    boolean redactReferences,
    boolean pseudonyms,
    List<String> internalZones,
    Agreement agreement,
    Reach reach,
    boolean probe)
    implements Serializable {
  /**
   * Name of the environment variable that holds the key of a server. The key itself is never shown.
   */
  public static final String API_KEY_VARIABLE = ApiKey.VARIABLE;

  /** The most questions at once. */
  public static final int MOST_CONCURRENCY = 10_000;

  static final int DEFAULT_CONCURRENCY = 8;
  static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);
  static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);
  static final int DEFAULT_COMMAND_LENGTH = 8_000;
  private static final Logger LOG = LoggerFactory.getLogger(LabelerOptions.class);
  private static final int CACHED_VERDICTS = 100_000;
  private static final String TRUTH = "truth:";

  /** For writing to the journal before and after a call. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  /** The model's name until the endpoint tells it. */
  static final String UNKNOWN_MODEL = "unknown";

  /**
   * One small entry per scope, for the life of the class loader. A restart inside the same JVM
   * finds the amounts already spent. If the JVM or the class loader is lost, the job begins with
   * the amounts in its checkpoint.
   */
  private static final ConcurrentHashMap<String, Shared> SHARED = new ConcurrentHashMap<>();

  /**
   * What clients of one scope share.
   *
   * @param probed who has been tried: once in a JVM, however often the job restarts in it
   */
  private record Shared(Budget budget, VerdictCache cache, Set<String> probed) {}

  /** Who answers. */
  public sealed interface Source extends Serializable {}

  /** Nobody: every command line is abstained. */
  public record None() implements Source {}

  /** A file of known truth; see {@link TruthLabelClient}. */
  public record Truth(String file) implements Source {
    public Truth {
      if (file.isBlank()) {
        throw new InputException("--labels truth:F needs a file");
      }
    }
  }

  /**
   * A server; see {@link OpenAiLabelClient}.
   *
   * @param model the model's name; empty: the only one the endpoint offers
   */
  public record Server(Endpoint endpoint, String model, ProviderProfile profile)
      implements Source {}

  public LabelerOptions {
    require(
        concurrency >= 1 && concurrency <= MOST_CONCURRENCY,
        "--concurrency must be from 1 to %,d".formatted(MOST_CONCURRENCY));
    require(!deadline.isNegative() && !deadline.isZero(), "the deadline must be positive");
    require(!patience.isNegative(), "--patience must be at least 0");
    require(maxCommandLength >= 1, "the longest command line must be positive");
    require(!spendingScope.isBlank(), "a budget needs a name");
    if (source instanceof Server server && !server.model().isEmpty()) {
      var unused = price(spending, server.model());
    }
  }

  /** Nobody answers. */
  public static LabelerOptions none() {
    return with(new None());
  }

  /** The truth in {@code file} answers. */
  public static LabelerOptions truth(Path file) {
    return with(new Truth(file.toString()));
  }

  /**
   * The server at {@code url} answers.
   *
   * @param url its address, with or without {@code /v1}
   * @param model the model's name; empty: the only one the endpoint offers
   */
  public static LabelerOptions endpoint(String url, String model, ProviderProfile profile) {
    return with(new Server(Endpoint.parse(url), model, profile));
  }

  /**
   * The labeler that the options of a command name. Exactly one of {@code labels} and {@code
   * endpoint} must be given; the other is null.
   *
   * @param labels the value of {@code --labels}: {@code truth:F}
   * @param endpoint the value of {@code --endpoint}
   * @param model the value of {@code --model} or null
   * @throws InputException if the options do not name exactly one labeler
   */
  public static LabelerOptions parse(
      String labels, String endpoint, String model, ProviderProfile profile) {
    if ((labels == null) == (endpoint == null)) {
      throw new InputException("name one labeler: either --labels truth:F or --endpoint URL");
    }
    if (endpoint != null) {
      return endpoint(endpoint, model == null ? "" : model.strip(), profile);
    }
    if (!labels.startsWith(TRUTH)) {
      throw new InputException("--labels " + labels + ": must be truth:F");
    }
    if (model != null) {
      throw new InputException("--model goes with --endpoint, not with --labels");
    }
    return with(new Truth(labels.substring(TRUTH.length())));
  }

  private static LabelerOptions with(Source source) {
    return new LabelerOptions(
        source,
        DEFAULT_CONCURRENCY,
        DEFAULT_DEADLINE,
        SpendingPlan.FREE,
        DEFAULT_COMMAND_LENGTH,
        newScope(),
        DEFAULT_PATIENCE,
        "",
        "",
        UserRules.NONE,
        false,
        false,
        false,
        List.of(),
        Agreement.OFF,
        Reach.DEFAULT,
        false);
  }

  private static String newScope() {
    return UUID.randomUUID().toString();
  }

  /** The same with another number of questions at once. */
  public LabelerOptions withConcurrency(int questions) {
    return changed(draft -> draft.concurrency = questions);
  }

  /** The same with another deadline. */
  public LabelerOptions withDeadline(Duration longest) {
    return changed(draft -> draft.deadline = longest);
  }

  /** The same with other caps on calls and tokens, and a new budget of which nothing is spent. */
  public LabelerOptions withCaps(long calls, long tokens) {
    return withSpending(spending.withTotal(new Caps(calls, tokens, Long.MAX_VALUE)));
  }

  /** The same with other caps and prices, and a new budget of which nothing is spent. */
  public LabelerOptions withSpending(SpendingPlan plan) {
    return changed(
        draft -> {
          draft.spending = plan;
          draft.spendingScope = newScope();
        });
  }

  /** The same with another patience. */
  public LabelerOptions withPatience(Duration silence) {
    return changed(draft -> draft.patience = silence);
  }

  /** The same with a journal in the folder {@code location}. */
  public LabelerOptions withJournal(String location) {
    return changed(draft -> draft.journal = location);
  }

  /** The same with verdicts kept in the folder {@code location}. */
  public LabelerOptions withCache(String location) {
    return changed(draft -> draft.cache = location);
  }

  /** The same with known attacks asked about too, or not. */
  public LabelerOptions withCanaries(boolean asked) {
    return changed(draft -> draft.canaries = asked);
  }

  /** The same, but values that look like variables are removed too where a password belongs. */
  public LabelerOptions withRedactReferences(boolean too) {
    return changed(draft -> draft.redactReferences = too);
  }

  /**
   * The same, but what is sent names hosts, addresses and accounts by {@link Pseudonyms}.
   *
   * @param zones zones whose hosts are not public
   */
  public LabelerOptions withPseudonyms(boolean used, List<String> zones) {
    return changed(
        draft -> {
          draft.pseudonyms = used;
          draft.internalZones = List.copyOf(zones);
        });
  }

  /**
   * The same with other judges.
   *
   * @throws InputException if nobody is asked by these options, or two judges are the same
   */
  public LabelerOptions withAgreement(Agreement judges) {
    if (source instanceof Server first) {
      var unused = judges.seats(first);
    } else {
      require(judges.kind() == Agreement.Kind.OFF, "judges who agree need an endpoint");
    }
    return changed(draft -> draft.agreement = judges);
  }

  /**
   * The same with another way to the server.
   *
   * @throws InputException if lines would be sent in the clear, and that is not allowed
   */
  public LabelerOptions withReach(Reach way) {
    LabelerOptions options = changed(draft -> draft.reach = way);
    if (source instanceof Server server) {
      options.refuseOpenWay(server);
    }
    return options;
  }

  /** The same with a server tried when it is opened, or not. */
  public LabelerOptions withProbe(boolean tried) {
    return changed(draft -> draft.probe = tried);
  }

  /** HTTP requests that may be sent, retries included. */
  public long maxCalls() {
    return spending.total().calls();
  }

  /** Tokens that may be used, questions and answers together. */
  public long maxTokens() {
    return spending.total().tokens();
  }

  private static TokenPrice price(SpendingPlan spending, String model) {
    Optional<TokenPrice> known = spending.prices().of(model);
    if (known.isEmpty() && spending.countsMoney()) {
      throw new InputException(
          "money is capped, but the price of model %s is not known; name it in --prices"
              .formatted(model));
    }
    return known.orElse(TokenPrice.UNKNOWN);
  }

  /**
   * The same with rules that the user adds.
   *
   * @throws InputException if a secret rule is wrong; {@code Vetoes.with} refuses wrong vetoes
   */
  public LabelerOptions withRules(UserRules user) {
    SecretRules.with(user);
    return changed(draft -> draft.rules = user);
  }

  /** Removes the secrets that nobody is sent. */
  public Redactor redactor() {
    return new Redactor(SecretRules.with(rules), redactReferences);
  }

  /**
   * Removes what a server is not sent.
   *
   * @throws InputException if pseudonyms are wanted and there is no key for them
   */
  private Redactor redactorOfRequests() {
    Redactor redactor = redactor();
    return pseudonyms
        ? redactor.with(new Pseudonyms(System.getenv(Pseudonyms.VARIABLE), internalZones))
        : redactor;
  }

  /** The same but for what {@code change} says. */
  private LabelerOptions changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** The components that may be changed. */
  private static final class Draft {
    private final LabelerOptions from;
    private int concurrency;
    private Duration deadline;
    private SpendingPlan spending;
    private String spendingScope;
    private Duration patience;
    private String journal;
    private String cache;
    private UserRules rules;
    private boolean canaries;
    private boolean redactReferences;
    private boolean pseudonyms;
    private List<String> internalZones;
    private Agreement agreement;
    private Reach reach;
    private boolean probe;

    Draft(LabelerOptions from) {
      this.from = from;
      this.concurrency = from.concurrency;
      this.deadline = from.deadline;
      this.spending = from.spending;
      this.spendingScope = from.spendingScope;
      this.patience = from.patience;
      this.journal = from.journal;
      this.cache = from.cache;
      this.rules = from.rules;
      this.canaries = from.canaries;
      this.redactReferences = from.redactReferences;
      this.pseudonyms = from.pseudonyms;
      this.internalZones = from.internalZones;
      this.agreement = from.agreement;
      this.reach = from.reach;
      this.probe = from.probe;
    }

    LabelerOptions options() {
      return new LabelerOptions(
          from.source,
          concurrency,
          deadline,
          spending,
          from.maxCommandLength,
          spendingScope,
          patience,
          journal,
          cache,
          rules,
          canaries,
          redactReferences,
          pseudonyms,
          internalZones,
          agreement,
          reach,
          probe);
    }
  }

  /** The longest time from a call's entry in the journal to its settlement. */
  public Duration longestCall() {
    return deadline.plus(GRACE);
  }

  /** The budget that all clients of these options in this JVM share. */
  public Budget budget() {
    return shared().budget();
  }

  private Shared shared() {
    return SHARED.computeIfAbsent(
        spendingScope,
        s ->
            new Shared(
                new Budget(spending.total(), spending.perWindow()),
                new VerdictCache(CACHED_VERDICTS),
                ConcurrentHashMap.newKeySet()));
  }

  /**
   * Opens a client that counts its calls in memory only, whatever {@link #journal} says.
   *
   * @throws InputException if there is no truth file, the server offers several models, or lines
   *     would be sent unencrypted. An endpoint that does not answer is no such error: each question
   *     to it ends as an abstention.
   */
  public LabelClient open() {
    return open(Optional.empty());
  }

  /** Opens a client that books its calls in {@code calls}; as {@link #open()}. */
  public LabelClient open(LabelJournal calls) {
    return open(Optional.of(calls));
  }

  /**
   * Opens a client that tells what questions would cost ({@link LabelClient#quotes}) and never
   * sends any: it does not even ask the server for its model. Without a model's name the price is
   * that of all others, or the highest.
   */
  public LabelClient openForQuotes() {
    if (!(source instanceof Server server)) {
      return source instanceof Truth ? open() : new NoLabelClient();
    }
    List<LabelClient> judges =
        agreement.seats(server).stream().<LabelClient>map(this::quoting).toList();
    return tried(together(judges, new LabelFigures()));
  }

  private OpenAiLabelClient quoting(Agreement.Seat seat) {
    Server server = seat.server();
    boolean named = !server.model().isEmpty();
    String model = named ? server.model() : UNKNOWN_MODEL;
    Prices prices = spending.prices();
    TokenPrice price =
        prices
            .of(model)
            .or(() -> named ? Optional.empty() : prices.dearest())
            .orElse(TokenPrice.UNKNOWN);
    return new OpenAiLabelClient(
        server.endpoint(),
        OfferedModel.named(model),
        server.profile(),
        new OpenAiLabelClient.Limits(deadline, maxCommandLength, seat.framing()),
        Optional.empty(),
        new Ledger(new Budget(0, 0), price),
        new VerdictCache(1),
        redactorOfRequests());
  }

  /**
   * A client that answers what is kept in {@code verdicts}, and asks {@code client} about the rest.
   *
   * @throws IOException if they cannot be read
   */
  public LabelClient withKept(LabelClient client, JournalStore verdicts) throws IOException {
    return StoredVerdicts.open(verdicts, redactor(), System::currentTimeMillis).before(client);
  }

  /** What removes secrets from questions, see {@link SecretRules#version}. */
  public String redaction() {
    return asksServer()
        ? SecretRules.version(rules, redactReferences) + (pseudonyms ? "+pseudonyms" : "")
        : "";
  }

  /** Whether answers cost calls. */
  public boolean asksServer() {
    return source instanceof Server;
  }

  private LabelClient open(Optional<LabelJournal> calls) {
    if (source instanceof Truth truth) {
      return new TruthLabelClient(Path.of(truth.file()));
    }
    return source instanceof Server server ? judge(server, calls) : new NoLabelClient();
  }

  /** All judges as one, and tried as one. */
  private LabelClient judge(Server first, Optional<LabelJournal> calls) {
    List<Agreement.Seat> seats = agreement.seats(first);
    LabelFigures figures = new LabelFigures();
    List<LabelClient> judges = new ArrayList<>();
    try {
      for (Agreement.Seat seat : seats) {
        judges.add(new Opener(seat, key(seat, first, judges.size() + 1), calls, figures).open());
      }
    } catch (InputException e) {
      judges.forEach(LabelClient::close);
      throw e;
    }
    return tried(together(judges, figures));
  }

  private LabelClient together(List<LabelClient> judges, LabelFigures figures) {
    return judges.size() == 1
        ? judges.get(0)
        : new AgreeingLabelClient(judges, agreement.kind() == Agreement.Kind.CASCADE, figures);
  }

  /** Nobody but the canaries may talk to the judge alone. */
  private LabelClient tried(LabelClient judge) {
    return canaries ? new CanaryLabelClient(judge, Canaries.BUILT_IN) : judge;
  }

  /** A key goes to the server that it is for, and to no other. */
  private static Optional<ApiKey> key(Agreement.Seat seat, Server first, int number) {
    Optional<ApiKey> own = number == 1 ? Optional.empty() : ApiKey.fromEnvironment(number);
    return own.isPresent() || !seat.server().endpoint().equals(first.endpoint())
        ? own
        : ApiKey.fromEnvironment();
  }

  /**
   * Asks the server what it can, see {@link LabelProbe}. The questions are booked in the budget of
   * these options.
   *
   * @throws InputException as {@link #open()}
   * @throws IOException if the server does not say which model it has
   */
  public LabelProbe.Report tryServer() throws IOException {
    if (!(source instanceof Server server)) {
      throw new InputException("only a server can be tried: name its --endpoint");
    }
    Opener opener =
        new Opener(
            agreement.seats(server).get(0),
            ApiKey.fromEnvironment(),
            Optional.empty(),
            new LabelFigures());
    try (OpenAiLabelClient client = opener.client()) {
      return opener.probe(client).join();
    }
  }

  /**
   * How {@code server} is reached.
   *
   * @throws InputException if a file or a variable that is needed for it cannot be used
   */
  private HttpTransport.Route route(Server server) {
    refuseOpenWay(server);
    HttpTransport.Route route = HttpTransport.Route.of(reach);
    var unused = route.proxies().to(server.endpoint().base());
    return route;
  }

  private void refuseOpenWay(Server server) {
    if (!reach.plainHttp() && server.endpoint().isOpenToEavesdroppers()) {
      throw new InputException(
          "--endpoint "
              + server.endpoint()
              + ": command lines and the API key would be sent in the clear; use https, or allow it"
              + " with labeler.allow-plain-http");
    }
  }

  /** Opens one judge. */
  private final class Opener {
    private final Server server;
    private final Framing framing;
    private final Optional<ApiKey> key;
    private final Optional<LabelJournal> calls;
    private final LabelFigures figures;

    Opener(
        Agreement.Seat seat,
        Optional<ApiKey> key,
        Optional<LabelJournal> calls,
        LabelFigures figures) {
      this.server = seat.server();
      this.framing = seat.framing();
      this.key = key;
      this.calls = calls;
      this.figures = figures;
    }

    LabelClient open() {
      try {
        return probed(client());
      } catch (IOException e) {
        return new LateLabelClient(
            server.endpoint(), e.getMessage(), () -> probed(client(onlyModel())));
      }
    }

    OpenAiLabelClient client() throws IOException {
      OfferedModel named = named();
      return client(named.id().isEmpty() ? onlyModel() : named);
    }

    /** An address at Azure names the deployment, and thus the model, by itself. */
    private OfferedModel named() {
      if (!server.model().isEmpty() || server.profile() != ProviderProfile.AZURE) {
        return OfferedModel.named(server.model());
      }
      return OfferedModel.named(
          server
              .endpoint()
              .deployment()
              .orElseThrow(
                  () ->
                      new InputException(
                          "--model is needed: the name of the deployment at Azure")));
    }

    private OpenAiLabelClient client(OfferedModel model) {
      HttpTransport.Route route = route(server);
      Shared shared = shared();
      TokenPrice price = price(spending, model.id());
      calls.ifPresent(journal -> shared.cache().recover(journal.answers()));
      return new OpenAiLabelClient(
              server.endpoint(),
              model,
              server.profile(),
              new OpenAiLabelClient.Limits(deadline, maxCommandLength, framing),
              key,
              calls
                  .map(journal -> new Ledger(shared.budget(), price, journal, concurrency))
                  .orElseGet(() -> new Ledger(shared.budget(), price)),
              shared.cache(),
              redactorOfRequests(),
              OpenAiLabelClient.Manner.DEFAULT.to(concurrency, route))
          .countingIn(figures);
    }

    private LabelClient probed(OpenAiLabelClient client) {
      if (probe && shared().probed().add(client.identity()) && isNew(client)) {
        LabelProbe.tell(probe(client));
      }
      return client;
    }

    /** Whether no earlier start has tried it. */
    private boolean isNew(OpenAiLabelClient client) {
      if (calls.isEmpty()) {
        return true;
      }
      try {
        return calls.get().tries(client.identity());
      } catch (IOException e) {
        LOG.warn("the server is not tried, because the journal fails", e);
        return false;
      }
    }

    CompletableFuture<LabelProbe.Report> probe(OpenAiLabelClient client) {
      return LabelProbe.of(client, spending.prices().of(client.model()));
    }

    private OfferedModel onlyModel() throws IOException {
      Duration longest = Duration.ofSeconds(Math.max(1, Math.min(10, deadline.toSeconds())));
      List<OfferedModel> offered =
          OpenAiLabelClient.models(
              server.endpoint(), server.profile(), key, route(server), longest);
      if (offered.size() > 1) {
        throw new InputException(
            "--model is needed: "
                + server.endpoint()
                + " offers "
                + offered.stream().limit(10).map(OfferedModel::id).collect(joining(", ")));
      }
      return offered.isEmpty() ? OfferedModel.named(UNKNOWN_MODEL) : offered.get(0);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new InputException(message);
    }
  }
}
