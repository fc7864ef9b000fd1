package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.Model;
import dev.longtail.training.passport.KnownAttacks;
import dev.longtail.training.passport.LineSighting;
import dev.longtail.training.passport.MinedFamilies;
import dev.longtail.training.passport.Passport;
import dev.longtail.training.passport.PassportFiles;
import dev.longtail.training.passport.PassportLimits;
import dev.longtail.training.passport.PassportMaker;
import dev.longtail.training.passport.PassportMarkdown;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.review.CertifiedJudges;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail passport}: mined benign families as exceptions for a SIEM. */
@Command(
    name = "passport",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    subcommands = PassportTryCommand.class,
    description = {
      "Turns mined benign families into exceptions for a SIEM.",
      "Writes Sigma filters and Elastic exceptions, each with a scope, an expiry and a reason. A"
          + " family is refused if a known attack would be hidden, as it is or written otherwise."
    },
    footer = {
      "",
      "Writes DIR/sigma/*.yml, elastic/exceptions.ndjson, passport.html, passport.json and"
          + " passport.md.",
      "longtail passport try says what the exceptions hide of other events."
    })
final class PassportCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final long MEMORY_BYTES = 256L << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description = "output folder of a backfill, of a stream, or of the demo")
  private Path input;

  @Option(
      names = "--attacks",
      paramLabel = "F",
      description =
          "JSON Lines of {cmd, label}: the malicious ones may not be hidden; may be repeated. The"
              + " malicious verdicts of --input count too")
  private List<Path> attackFiles = List.of();

  @Option(
      names = "--telemetry",
      paramLabel = "DIR",
      description =
          "events in any format of longtail parse: how often, on which days and hosts the lines"
              + " ran (default: what --input says, which is one host a line and day)")
  private Path telemetry;

  @Option(
      names = "--before",
      paramLabel = "M",
      description = "folder of the model without the mined lines; its scores are shown")
  private Path before;

  @Option(
      names = "--after",
      paramLabel = "M",
      description = "folder of the model with the mined lines; its scores are shown")
  private Path after;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description = "with --before: only families with a line that it scores P or more")
  private Double threshold;

  @Option(
      names = "--review",
      paramLabel = "F",
      description =
          "what review score --out wrote; families of judges it does not vouch for are refused")
  private Path review;

  @Option(
      names = "--min-benign-precision",
      paramLabel = "P",
      description =
          "with --review: the certified lower bound that each judge must have, such as 0.95")
  private Double minBenignPrecision;

  @Option(
      names = "--revocations",
      paramLabel = "F",
      description = "what is withdrawn makes no exception: revocations.jsonl of longtail revoke")
  private Path revocations;

  @Option(
      names = "--min-events",
      paramLabel = "N",
      description = "events that a family needs (default: ${DEFAULT-VALUE})")
  private long minEvents = PassportLimits.DEFAULT.minEvents();

  @Option(
      names = "--min-days",
      paramLabel = "N",
      description = "days that it needs (default: ${DEFAULT-VALUE})")
  private int minDays = PassportLimits.DEFAULT.minDays();

  @Option(
      names = "--min-hosts",
      paramLabel = "N",
      description = "hosts that it needs (default: ${DEFAULT-VALUE})")
  private int minHosts = PassportLimits.DEFAULT.minHosts();

  @Option(
      names = "--min-fixed",
      paramLabel = "N",
      description = "letters and digits that all its lines have (default: ${DEFAULT-VALUE})")
  private int minFixed = PassportLimits.DEFAULT.minFixed();

  @Option(
      names = "--max-hosts",
      paramLabel = "N",
      description =
          "an exception for more hosts than these holds on all hosts (default: ${DEFAULT-VALUE})")
  private int maxHosts = PassportLimits.DEFAULT.mostHosts();

  @Option(
      names = "--expires",
      paramLabel = "DAYS",
      description = "exceptions hold so long behind the last window (default: ${DEFAULT-VALUE})")
  private int expires = PassportLimits.DEFAULT.expireDays();

  @Option(
      names = "--sigma-rule",
      paramLabel = "ID",
      description = "id of a Sigma rule that the filters are for; may be repeated (default: any)")
  private List<String> sigmaRules = List.of();

  @Option(
      names = "--host-field",
      paramLabel = "NAME",
      description = "field of the host in Sigma filters (default: ${DEFAULT-VALUE})")
  private String hostField = PassportLimits.DEFAULT.hostField();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "passport",
      description = "folder for what is written (default: ${DEFAULT-VALUE})")
  private Path out;

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    check();
    Optional<Model> first = Optional.ofNullable(before).map(Model::load);
    Optional<Model> second = Optional.ofNullable(after).map(Model::load);
    if (first.stream().noneMatch(Model::needsVectors)
        && second.stream().noneMatch(Model::needsVectors)) {
      return make(first, second, model -> model);
    }
    try (EmbeddingMemory vectors =
        new EmbeddingMemory(
            flags.embeddingModel(), Runtime.getRuntime().availableProcessors(), MEMORY_BYTES)) {
      return make(first, second, model -> model.withIfNeeded(vectors));
    }
  }

  private int make(Optional<Model> first, Optional<Model> second, Function<Model, Model> ready) {
    Progress progress = new Progress();
    MinedFamilies mined =
        MinedFamilies.read(
            input, revocations == null ? Revocations.NONE : Revocations.read(revocations));
    KnownAttacks attacks = new KnownAttacks();
    attackFiles.forEach(attacks::read);
    mined.malicious().forEach(attacks::add);
    if (attacks.size() == 0) {
      throw new InputException(
          "no attack is known, so nobody can tell what an exception would hide; name some by"
              + " --attacks");
    }
    progress.say(
        "%s, %s"
            .formatted(
                Counted.of(mined.size(), "family", "families"),
                Counted.of(attacks.size(), "known attack")));
    Optional<ProcessStarts> events =
        Optional.ofNullable(telemetry)
            .map(days -> new ProcessStarts(days, "reading", progress::say));
    LineSighting.Source sightings =
        events.isEmpty()
            ? mined::sightings
            : to -> events.get().forEach(event -> to.accept(sighting(event)));
    Passport passport =
        new PassportMaker(
                mined,
                attacks,
                limits(),
                Optional.ofNullable(review)
                    .map(score -> CertifiedJudges.read(score, minBenignPrecision)),
                first.map(model -> classifier(model, ready)),
                second.map(model -> classifier(model, ready)))
            .make(sightings);
    long unusable = events.map(ProcessStarts::unusable).orElse(0L);
    if (unusable > 0) {
      progress.say("warning: %s could not be used".formatted(Counted.of(unusable, "record")));
    }
    PassportFiles.write(out, passport);
    System.out.print(PassportMarkdown.summary(passport));
    System.out.flush();
    progress.say("page: " + out.resolve(PassportFiles.PAGE));
    return 0;
  }

  private static LineSighting sighting(CommandEvent event) {
    return new LineSighting(
        event.commandLine(),
        ProcessStarts.day(event).toString(),
        event.host(),
        event.user(),
        event.os(),
        event.image(),
        event.parent(),
        1);
  }

  private static CommandClassifier classifier(Model model, Function<Model, Model> ready) {
    return ready.apply(model).classifier();
  }

  private PassportLimits limits() {
    return new PassportLimits(
        minEvents,
        minDays,
        minHosts,
        minFixed,
        maxHosts,
        expires,
        threshold == null ? 0 : threshold,
        sigmaRules,
        hostField);
  }

  private void check() {
    if (input == null) {
      throw refused("--input is needed: the output folder of a backfill");
    }
    if (threshold != null && before == null) {
      throw refused("--threshold needs --before: whose scores?");
    }
    if (threshold != null && !(threshold >= 0 && threshold <= 1)) {
      throw refused("--threshold " + threshold + ": a score is a number from 0 to 1");
    }
    if (after != null && before == null) {
      throw refused("--after needs --before");
    }
    if ((review == null) != (minBenignPrecision == null)) {
      throw refused("--review and --min-benign-precision go together");
    }
    if (minBenignPrecision != null && !(minBenignPrecision >= 0 && minBenignPrecision <= 1)) {
      throw refused("--min-benign-precision " + minBenignPrecision + ": a number from 0 to 1");
    }
    if (minEvents < 1 || minDays < 1 || minHosts < 1 || minFixed < 1 || maxHosts < 0) {
      throw refused("--min-events, --min-days, --min-hosts and --min-fixed are at least 1");
    }
    if (expires < 1 || expires > 3_650) {
      throw refused("--expires " + expires + ": from 1 to 3,650 days");
    }
    if (!hostField.matches("[A-Za-z][A-Za-z0-9_.]*")) {
      throw refused("--host-field " + hostField + ": letters, digits, points and underscores");
    }
    for (String rule : sigmaRules) {
      if (!rule.matches("[A-Za-z0-9_-]+")) {
        throw refused("--sigma-rule " + rule + ": no id of a rule");
      }
    }
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
