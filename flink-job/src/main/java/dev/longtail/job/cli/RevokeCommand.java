package dev.longtail.job.cli;

import dev.longtail.job.graph.Output;
import dev.longtail.job.local.FileTrees;
import dev.longtail.job.revoke.RevokedSet;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.training.recall.Revocation;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.recall.TrainedModels;
import dev.longtail.training.recall.Trait;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail revoke}: withdraws admitted lines by what their lineage says. */
@Command(
    name = "revoke",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Withdraws admitted lines, and names the models that were trained on them.",
      "Lines that have all of the named traits go; give several --input to search all results."
    },
    footer = {
      "",
      "Writes DIR/training-data/ without them, as train --augment takes it, DIR/revoked/ with"
          + " them,",
      "and DIR/revocations.jsonl for train --revocations and for revoke --revocations. What was",
      "read stays as it is. Ends with 1 if no line is concerned."
    })
final class RevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @ArgGroup(exclusive = false, heading = "Traits of the lines, of which at least one is needed:%n")
  private Traits traits = new Traits();

  private static final class Traits {
    @Option(names = "--host", paramLabel = "H", description = "first seen on this host")
    String host;

    @Option(names = "--user", paramLabel = "U", description = "first run by this user")
    String user;

    @Option(names = "--judge", paramLabel = "J", description = "called benign by this model")
    String judge;

    @Option(names = "--prompt", paramLabel = "P", description = "asked by this prompt version")
    String prompt;

    @Option(
        names = "--window",
        paramLabel = "W",
        description = "of this window, e.g. 2025-01-05, or of 2025-01-05..2025-01-09")
    String window;

    @Option(names = "--rules", paramLabel = "DIGEST", description = "admitted by this rule set")
    String rules;

    @Option(names = "--redaction", paramLabel = "R", description = "redacted by this version")
    String redaction;

    @Option(names = "--gate", paramLabel = "G", description = "admitted by this gate version")
    String gate;

    @Option(
        names = "--canary",
        paramLabel = "C",
        description = "let through by canaries of this version")
    String canary;

    Map<Trait, String> given() {
      Map<Trait, String> given = new EnumMap<>(Trait.class);
      put(Trait.HOST, host, given);
      put(Trait.USER, user, given);
      put(Trait.JUDGE, judge, given);
      put(Trait.PROMPT, prompt, given);
      put(Trait.WINDOW, window, given);
      put(Trait.RULES, rules, given);
      put(Trait.REDACTION, redaction, given);
      put(Trait.GATE, gate, given);
      put(Trait.CANARY, canary, given);
      return given;
    }

    private static void put(Trait trait, String value, Map<Trait, String> given) {
      if (value != null) {
        given.put(trait, value);
      }
    }
  }

  @Option(
      names = "--revocations",
      paramLabel = "F",
      description = "also what these revocations withdraw: a file revocations.jsonl")
  private Path earlier;

  @Option(
      names = "--input",
      required = true,
      arity = "1..*",
      paramLabel = "DIR",
      description =
          "results of backfills, folders of a stream's outputs, or training-data folders, also"
              + " s3://BUCKET/KEY")
  private List<String> inputs;

  @Option(
      names = "--models",
      arity = "1..*",
      paramLabel = "DIR",
      description = "where models lie: results of train, models folders or single models")
  private List<Path> models = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "a new folder for the data set without them; not with --dry-run")
  private String out;

  @Option(names = "--reason", paramLabel = "TEXT", description = "why, for the record")
  private String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "who asks, for the record (default: the user of this process)")
  private String by = System.getProperty("user.name", "");

  @Option(names = "--dry-run", description = "say what would be withdrawn and write nothing")
  private boolean dryRun;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for its file systems (default: flink-conf beside the"
              + " launcher)")
  private Path flinkConf = RunCommand.defaultFlinkConf();

  private final Progress progress = new Progress();

  @Override
  public Integer call() {
    Revocations revocations = revocations();
    if (dryRun == (out != null)) {
      throw new ParameterException(
          command.commandLine(),
          dryRun ? "--dry-run writes nothing: leave --out out" : "--out DIR is missing");
    }
    List<Location> places = inputs.stream().map(Location::new).toList();
    prepare(places);
    Path drafts = drafts();
    try {
      RevokedSet set = new RevokedSet(revocations, drafts, progress::say);
      set.read(places);
      return withdraw(set, revocations);
    } finally {
      delete(drafts);
    }
  }

  private Revocations revocations() {
    Map<Trait, String> given = traits.given();
    if (given.isEmpty() && earlier == null) {
      throw new ParameterException(
          command.commandLine(),
          "what is to be withdrawn? Name a trait, such as --host H, or --revocations F");
    }
    given.forEach(
        (trait, value) -> {
          if (value.isBlank()) {
            throw new ParameterException(
                command.commandLine(), "--" + trait.label() + ": the value is empty");
          }
        });
    Revocations known = earlier == null ? Revocations.NONE : Revocations.read(earlier);
    return given.isEmpty()
        ? known
        : known.and(
            new Revocations(
                List.of(
                    Revocation.of(
                        given, reason, by, Instant.now().truncatedTo(ChronoUnit.SECONDS) + ""))));
  }

  private void prepare(List<Location> places) {
    List<FileSystems.Use> uses = new ArrayList<>();
    places.forEach(place -> uses.add(new FileSystems.Use("--input", place, false)));
    if (out != null) {
      uses.add(new FileSystems.Use("--out", new Location(out), true));
    }
    FileSystems.prepare(() -> RunCommand.flinkSettings(flinkConf), uses);
    for (Location place : places) {
      if (!FileSystems.exists(place)) {
        throw new InputException(place + ": no such file or folder");
      }
    }
    if (out != null) {
      refuseUsed(new Location(out), places);
    }
  }

  private static void refuseUsed(Location target, List<Location> places) {
    for (Location place : places) {
      if (target.isIn(place)) {
        throw new InputException("--out " + target + " lies in the input, " + place);
      }
    }
    for (String name :
        List.of(Output.TRAINING_DATA.folder(), RevokedSet.REVOKED, Revocations.FILE)) {
      if (FileSystems.exists(target.resolve(name))) {
        throw new InputException("--out " + target + " holds " + name + "; name a new folder");
      }
    }
  }

  private static Path drafts() {
    try {
      return Files.createTempDirectory("longtail-revoke");
    } catch (IOException e) {
      throw new InputException(
          "cannot write to the folder for temporary files: " + InputException.reason(e), e);
    }
  }

  private void delete(Path drafts) {
    try {
      FileTrees.delete(drafts);
    } catch (IOException e) {
      progress.say("warning: " + drafts + " is left over: " + InputException.reason(e));
    }
  }

  private int withdraw(RevokedSet set, Revocations revocations) {
    revocations.all().forEach(each -> progress.say("withdraws " + each.text()));
    if (set.undecided() > 0) {
      progress.say(
          "warning: %s not say, because an earlier release wrote them; they are kept"
              .formatted(Counted.of(set.undecided(), "record does", "records do")));
    }
    if (set.withdrawnRecords() == 0) {
      progress.say(
          "none of %s is concerned"
              .formatted(Counted.of(set.records(), "admitted record", "admitted records")));
      new TreeMap<>(set.seen())
          .forEach(
              (trait, values) ->
                  progress.say(
                      values.isEmpty()
                          ? "no record names a " + trait.label()
                          : "for example, there is %s %s"
                              .formatted(trait.label(), String.join(", ", values))));
      return Longtail.FAILED;
    }
    progress.say(
        "%,d of %,d admitted records, %s; %,d of these lines %s still admitted by another record"
            .formatted(
                set.withdrawnRecords(),
                set.records(),
                Counted.of(set.withdrawn().size(), "different line"),
                set.stillAdmitted(),
                Counted.noun(set.stillAdmitted(), "is", "are")));
    List<String> containing = containing(set);
    if (dryRun) {
      progress.say("nothing was written: --dry-run");
      return 0;
    }
    set.moveTo(new Location(out), containing);
    progress.say(
        "result in %s; longtail train --augment %s trains without these lines".formatted(out, out));
    return 0;
  }

  /** Says which models were trained on withdrawn lines, and returns their folders. */
  private List<String> containing(RevokedSet set) {
    List<String> containing = new ArrayList<>();
    for (Path folder : models) {
      for (TrainedModels.Found model : TrainedModels.below(folder, set.withdrawn())) {
        if (model.isUnknown()) {
          progress.say(
              "warning: model %s: nobody can tell, an earlier release wrote it without data.json"
                  .formatted(model.folder()));
        } else if (model.contains() == 0) {
          progress.say("model %s holds none of them".formatted(model.folder()));
        } else {
          System.out.println(model.folder());
          progress.say(
              "model %s was trained on %s"
                  .formatted(model.folder(), Counted.of(model.contains(), "of them", "of them")));
          containing.add(model.folder().toString());
        }
      }
    }
    System.out.flush();
    return containing;
  }
}
