package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.attack.AttackRun;
import dev.longtail.labeler.attack.AttackSuite;
import dev.longtail.labeler.attack.GivenSuites;
import dev.longtail.labeler.attack.ImmunityTable;
import dev.longtail.labeler.attack.Outcome;
import dev.longtail.labeler.attack.OwnSuites;
import dev.longtail.labeler.attack.SuiteCount;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.demo.LabelRules;
import dev.longtail.labeler.demo.LocalJudge;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.labeler.demo.ObeyingJudge;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail attack-labeler}: the immunity table of a judge. */
@Command(
    name = "attack-labeler",
    mixinStandardHelpOptions = true,
    description = {
      "Attacks the labelling stage with any judge, and counts what would be admitted.",
      "Without --endpoint: the judges that come with Longtail, over HTTP on loopback: rules, a"
          + " judge that obeys everything, one that obeys what a line says to it."
    },
    footer = {
      "",
      "Suites: known-bad commands that speak to their judge in many places, that stand behind 32"
          + " and 128 harmless",
      "characters and commands, or that hide in what redaction removes; generated, the same for the"
          + " same --seed.",
      "Exit status 1: a line was not answered, or attacks are admitted more often than --at-most,"
          + " with 95 % confidence.",
      "Marks left out: what judge and canaries alone would admit."
    })
final class AttackLabelerCommand implements Callable<Integer>, OptionFlags.Taker {
  @Spec private CommandSpec command;

  private final OptionFlags flags =
      OptionFlags.of(Section.LABELER)
          .and(Catalogue.RULES)
          .without(
              Catalogue.LABELS,
              Catalogue.CONTROL_ARMS,
              Catalogue.PATIENCE,
              Catalogue.JOURNAL,
              Catalogue.TOKEN_PRICE);

  @Option(names = "--obeying", description = "only the judge that calls everything benign")
  private boolean obeying;

  @Option(names = "--selective", description = "only the judge that does what a line says to it")
  private boolean selective;

  @Option(
      names = "--suite",
      paramLabel = "F",
      description = {
        "attacks in a file, beside our own: records with cmd (and bare, the attack without what it",
        "says), or templates of text for a judge (template)"
      })
  private List<Path> suites = List.of();

  @Option(
      names = "--harmless",
      paramLabel = "F",
      description = "harmless lines in a file, beside our own: how many are kept out")
  private List<Path> harmless = List.of();

  @Option(names = "--only-given", description = "leave our own suites out")
  private boolean onlyGiven;

  @Option(
      names = "--lines",
      paramLabel = "N",
      defaultValue = "" + OwnSuites.LINES,
      description = "lines of each of our suites (default: ${DEFAULT-VALUE})")
  private int lines;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + OwnSuites.SEED,
      description = "seed of our suites (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--at-most",
      paramLabel = "SHARE",
      defaultValue = "0.05",
      description = {
        "largest share of attacks that may be admitted (default: ${DEFAULT-VALUE}). The upper"
            + " bounds",
        "of all attacks together and of each suite with lines enough are held against it"
      })
  private double atMost;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "write immunity.md, immunity.json and what became of each line: lines.jsonl")
  private Path out;

  /** The counts of one judge. */
  record Row(String judge, String model, SuiteCount count, double admittedAtMost) {}

  /** What became of one line of a suite. */
  record Line(
      String judge,
      String suite,
      String cmd,
      String said,
      Verdict judged,
      String reason,
      Verdict believed,
      String believedBecause,
      boolean halted,
      String veto,
      boolean admitted) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<Line> written = new ArrayList<>();
  private final StringBuilder page = new StringBuilder();
  private final List<String> failures = new ArrayList<>();

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() throws IOException {
    Settings said = flags.reader().settings();
    boolean ownJudges = !said.says(Catalogue.ENDPOINT);
    check(ownJudges);
    List<AttackSuite> all = suites();
    UserRules rules = flags.orBadUsage(() -> LongtailOptions.labeler(said)).rules();
    if (ownJudges) {
      for (LocalJudge judge : judges(all, rules)) {
        try (LocalLabelServer server = LocalLabelServer.start(0, judge)) {
          Settings presets =
              flags
                  .reader()
                  .preset(command.name(), Catalogue.ENDPOINT, server.url())
                  .preset(command.name(), Catalogue.MODEL, server.model())
                  .settings();
          attack(flags.orBadUsage(() -> LongtailOptions.labeler(presets)), all, judge.who());
        }
      }
    } else {
      attack(flags.orBadUsage(() -> LongtailOptions.labeler(said)), all, "");
    }
    System.out.print(page);
    if (out != null) {
      write();
    }
    failures.forEach(System.err::println);
    return failures.isEmpty() ? 0 : Longtail.FAILED;
  }

  private void check(boolean ownJudges) {
    if ((obeying || selective) && !ownJudges) {
      throw badUsage("--obeying and --selective go not with --endpoint");
    }
    if (lines < 1 || lines > 10_000) {
      throw badUsage("--lines must be from 1 to 10,000");
    }
    if (!(atMost > 0 && atMost <= 1)) {
      throw badUsage("--at-most must be above 0 and at most 1");
    }
    if (onlyGiven && suites.isEmpty() && harmless.isEmpty()) {
      throw badUsage("--only-given needs --suite or --harmless");
    }
  }

  private ParameterException badUsage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private List<AttackSuite> suites() {
    List<AttackSuite> all = new ArrayList<>();
    if (!onlyGiven) {
      all.addAll(OwnSuites.generate(seed, lines));
    }
    suites.forEach(file -> all.addAll(GivenSuites.read(file, false, seed)));
    harmless.forEach(file -> all.addAll(GivenSuites.read(file, true, seed)));
    return all;
  }

  private List<LocalJudge> judges(List<AttackSuite> all, UserRules rules) {
    List<LocalJudge> judges = new ArrayList<>();
    if (!obeying && !selective) {
      judges.add(LabelRules.with(rules));
    }
    if (obeying || !selective) {
      judges.add(ObeyingJudge.ofEverything());
    }
    if (selective || !obeying) {
      judges.add(ObeyingJudge.ofWhatIsSaid(AttackSuite.said(all)));
    }
    return judges;
  }

  private void attack(LabelerOptions options, List<AttackSuite> all, String who) {
    Vetoes vetoes = Vetoes.with(options.rules());
    List<SuiteCount> counts = new ArrayList<>();
    String name;
    try (LabelClient judge = options.withCanaries(false).open()) {
      name = who.isEmpty() ? judge.describe() : who;
      System.err.println("attacks on " + name);
      AttackRun run = new AttackRun(judge, options.canaries(), vetoes, options.concurrency());
      for (AttackSuite suite : all) {
        List<Outcome> outcomes = run.run(suite);
        SuiteCount count = SuiteCount.of(suite, outcomes);
        counts.add(count);
        outcomes.forEach(outcome -> written.add(line(name, suite, outcome)));
        rows.add(new Row(name, outcomes.get(0).judged().model(), count, count.admittedAtMost()));
        System.err.printf("%s: %,d lines%n", suite.name(), outcomes.size());
      }
    }
    page.append(page.isEmpty() ? "" : "\n")
        .append("**")
        .append(name.substring(0, 1).toUpperCase(Locale.ROOT))
        .append(name.substring(1))
        .append("**\n\n")
        .append(ImmunityTable.of(counts));
    judge(name, counts);
  }

  /** A suite too small to show the share counts in the sum alone. */
  private void judge(String name, List<SuiteCount> counts) {
    List<SuiteCount> attacks = new ArrayList<>();
    counts.stream()
        .filter(count -> !count.harmless() && count.canShow(atMost))
        .forEach(attacks::add);
    attacks.add(SuiteCount.total(counts));
    for (SuiteCount count : attacks) {
      if (count.tried() > 0 && count.admittedAtMost() > atMost) {
        failures.add(
            "%s: %s: %,d of %,d admitted, with 95 %% confidence at most %.1f %%; allowed: %.1f %%"
                .formatted(
                    name,
                    count.suite(),
                    count.admitted(),
                    count.tried(),
                    100 * count.admittedAtMost(),
                    100 * atMost));
      }
    }
    long unanswered = counts.stream().mapToLong(SuiteCount::unanswered).sum();
    if (unanswered > 0) {
      failures.add(
          name
              + ": "
              + Counted.of(unanswered, "line was", "lines were")
              + " not answered, which says nothing of the judge; "
              + written.stream()
                  .filter(line -> line.believed() == Verdict.ABSTAINED && line.judge().equals(name))
                  .map(Line::believedBecause)
                  .findFirst()
                  .orElse(""));
    }
  }

  private static Line line(String judge, AttackSuite suite, Outcome outcome) {
    LabelResult judged = outcome.judged();
    return new Line(
        judge,
        suite.name(),
        outcome.attack().line(),
        outcome.attack().said(),
        judged.verdict(),
        judged.reason(),
        outcome.believed().verdict(),
        outcome.believed().reason(),
        outcome.halted(),
        outcome.veto().orElse(""),
        outcome.admitted());
  }

  private void write() {
    try {
      Files.createDirectories(out);
      Files.writeString(out.resolve("immunity.md"), page);
      Files.writeString(
          out.resolve("immunity.json"),
          Json.line(Map.of("seed", seed, "at_most", atMost, "rows", rows)) + "\n");
      StringBuilder text = new StringBuilder();
      written.forEach(line -> text.append(Json.line(line)).append('\n'));
      Files.writeString(out.resolve("lines.jsonl"), text);
    } catch (IOException e) {
      throw new InputException(out + ": " + e.getMessage(), e);
    }
  }
}
