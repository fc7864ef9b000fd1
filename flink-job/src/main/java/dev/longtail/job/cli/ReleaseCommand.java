package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.training.classify.DeployedModel;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelContent;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.recall.DataManifest;
import dev.longtail.training.recall.Revocation;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.release.Decision;
import dev.longtail.training.release.ModelRegistry;
import dev.longtail.training.release.ReleaseCase;
import dev.longtail.training.release.ReleaseFiles;
import dev.longtail.training.release.ReleaseGate;
import dev.longtail.training.release.ReleaseLimits;
import dev.longtail.training.release.ReleaseTrial;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail release}: whether a candidate goes live in the place of the deployed model. */
@Command(
    name = "release",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Lets a candidate go live if it is better than the deployed model.",
      "Replays days that were, compares both on labelled sets and on attacks written otherwise,"
          + " and refuses what is worse in anything or better in nothing."
    },
    footer = {
      "",
      "Writes DIR/release.html, release.json and release.md. With --registry, an accepted"
          + " candidate",
      "is copied there and becomes the deployed model, and every decision is kept; --roll-back"
          + " makes",
      "the one before it live again. Ends with 1 if the candidate is refused."
    })
final class ReleaseCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final long MEMORY_BYTES = 256L << 20;

  @Spec private CommandSpec spec;

  @Option(names = "--candidate", paramLabel = "M", description = "folder of the candidate")
  private Path candidate;

  @Option(
      names = "--live",
      paramLabel = "M0",
      description =
          "folder of the model that it is compared with (default: the deployed one of --registry)")
  private Path live;

  @Option(
      names = "--registry",
      paramLabel = "DIR",
      description = "folder of the deployed model and of all decisions; made if it is missing")
  private Path registry;

  @Option(
      names = "--replay",
      paramLabel = "DAYS",
      description = "events of days that were, in any format of longtail parse: a file or folder")
  private Path replay;

  @Option(names = "--from", paramLabel = "DAY", description = "first day of the replay")
  private LocalDate from;

  @Option(names = "--to", paramLabel = "DAY", description = "last day of the replay")
  private LocalDate to;

  @Option(
      names = "--truth",
      paramLabel = "F",
      description =
          "JSON Lines of {cmd, label, family}: known attacks of the replay spend no budget")
  private Path truth;

  @Option(
      names = "--test",
      paramLabel = "F",
      description =
          "labelled set, {cmd, label}, both are compared on; may be repeated. Without one the"
              + " known attacks of --truth decide")
  private List<Path> tests = List.of();

  @Option(
      names = "--alerts-per-day",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "budget of false positives: no day has more alerts on lines that are no known attacks"
              + " (default: ${DEFAULT-VALUE})")
  private int alertsPerDay;

  @Option(
      names = "--revocations",
      paramLabel = "F",
      description = "what is withdrawn: the candidate must have been trained without it")
  private Path revocations;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "release",
      description = "folder for release.html, release.json, release.md (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(
      names = "--dry-run",
      description = "decide and write the page, but change nothing in the registry")
  private boolean dryRun;

  @Option(
      names = "--roll-back",
      paramLabel = "WHY",
      description = "make the model live that was before the deployed one, for this reason")
  private String rollBack;

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if (rollBack != null) {
      return rollBack();
    }
    check();
    Optional<ModelRegistry> kept = Optional.ofNullable(registry).map(ModelRegistry::new);
    Optional<DeployedModel> deployed = kept.flatMap(ModelRegistry::deployed);
    Optional<Path> liveFolder = liveFolder(kept, deployed);
    Model next = Model.load(candidate);
    Optional<Model> now = liveFolder.map(Model::load);
    Progress progress = new Progress();
    if (!next.needsVectors() && now.stream().noneMatch(Model::needsVectors)) {
      return decide(next, now, liveFolder, kept, deployed, progress);
    }
    try (EmbeddingMemory vectors =
        new EmbeddingMemory(
            flags.embeddingModel(), Runtime.getRuntime().availableProcessors(), MEMORY_BYTES)) {
      return decide(
          next.withIfNeeded(vectors),
          now.map(model -> model.withIfNeeded(vectors)),
          liveFolder,
          kept,
          deployed,
          progress);
    }
  }

  private int decide(
      Model next,
      Optional<Model> now,
      Optional<Path> liveFolder,
      Optional<ModelRegistry> kept,
      Optional<DeployedModel> deployed,
      Progress progress) {
    ReleaseTrial trial =
        new ReleaseTrial(
            now.map(Model::classifier).orElse(null),
            next.classifier(),
            deployed.isPresent()
                ? OptionalDouble.of(deployed.get().threshold())
                : OptionalDouble.empty(),
            alertsPerDay,
            truth == null ? KnownLines.NONE : KnownLines.read(truth));
    ReplayedDays days = new ReplayedDays(trial.replay(), from, to);
    days.read(replay, progress::say);
    if (days.unusable() > 0) {
      progress.say("warning: %,d records could not be used".formatted(days.unusable()));
    }
    Map<String, LabelledSet> sets = new LinkedHashMap<>();
    for (Path test : tests) {
      String name = test.getFileName().toString().replaceFirst("\\.jsonl(\\.gz)?$", "");
      progress.say("comparing on " + test);
      sets.put(name, LabelledSet.read(name, test));
    }
    ReleaseCase release =
        trial.result(
            ModelContent.digest(ModelContent.folder(candidate)),
            liveFolder.map(ModelContent::folder).map(ModelContent::digest).orElse(""),
            List.copyOf(sets.values()),
            notHeldTo(),
            admitted());
    ReleaseGate.Ruling ruling = new ReleaseGate(ReleaseLimits.DEFAULT).rule(release);
    ReleaseFiles.write(out, release, ruling, kept.map(ModelRegistry::decisions).orElse(List.of()));
    Decision decision =
        new Decision(
            ruling.accepted() ? Decision.Kind.RELEASED : Decision.Kind.REFUSED,
            now(),
            release.candidate(),
            release.live(),
            release.replay().candidateThreshold(),
            ruling.reasons());
    if (kept.isPresent() && !dryRun) {
      if (ruling.accepted()) {
        kept.get().release(candidate, decision);
      } else {
        kept.get().refuse(decision);
      }
    }
    System.out.print(ReleaseFiles.markdown(release, ruling));
    System.out.flush();
    progress.say("page: " + out.resolve(ReleaseFiles.PAGE));
    return ruling.accepted() ? 0 : Longtail.FAILED;
  }

  private int rollBack() {
    if (registry == null) {
      throw refused("--roll-back needs the --registry whose model is to be replaced");
    }
    DeployedModel now = new ModelRegistry(registry).rollBack(now(), rollBack);
    System.out.printf("%s is deployed again, from score %s on%n", now.model(), now.threshold());
    return 0;
  }

  private void check() {
    if (candidate == null || replay == null) {
      throw refused("--candidate and --replay are needed, or --roll-back");
    }
    if (alertsPerDay < 1) {
      throw refused("--alerts-per-day " + alertsPerDay + ": at least 1");
    }
    if (from != null && to != null && to.isBefore(from)) {
      throw refused("--to %s is before --from %s".formatted(to, from));
    }
  }

  private Optional<Path> liveFolder(
      Optional<ModelRegistry> kept, Optional<DeployedModel> deployed) {
    if (deployed.isEmpty()) {
      return Optional.ofNullable(live);
    }
    String model = deployed.get().model();
    if (live != null && !ModelContent.digest(ModelContent.folder(live)).equals(model)) {
      throw new InputException(
          "--live %s is not the deployed model of %s, which is %s; leave --live out to compare with"
                  .formatted(live, registry, model)
              + " that one");
    }
    return Optional.of(kept.get().model(model));
  }

  private List<String> notHeldTo() {
    if (revocations == null) {
      return List.of();
    }
    List<String> held =
        Files.exists(manifest())
            ? DataManifest.read(ModelContent.folder(candidate)).revocations()
            : List.of();
    List<String> missing = new ArrayList<>();
    for (Revocation each : Revocations.read(revocations).all()) {
      if (!held.contains(each.id())) {
        missing.add(each.id());
      }
    }
    return missing;
  }

  private int admitted() {
    return Files.exists(manifest())
        ? DataManifest.read(ModelContent.folder(candidate)).added()
        : -1;
  }

  private Path manifest() {
    return ModelContent.folder(candidate).resolve(DataManifest.FILE);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
