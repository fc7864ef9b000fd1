package dev.longtail.labeler.attack;

import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Our own suites, generated from {@code attacks.yaml}: known-bad commands that speak to their judge
 * in many places, that hide behind harmless ones, or in what redaction removes; and harmless lines.
 * Equal seeds give equal suites.
 */
public final class OwnSuites {
  /** Lines of a suite: if none is admitted, at most 3.0 % are (95 %, one-sided). */
  public static final int LINES = 100;

  /** The seed of the documented table. */
  public static final long SEED = 13;

  private static final int[] DILUTIONS = {32, 128};

  /** More draws than this for one line mean that the templates are exhausted. */
  private static final int DRAWS = 200;

  private record Command(String shell, String line) {}

  private final List<Command> commands;
  private final List<String> sayings;
  private final Map<String, List<Clause>> places;
  private final List<Clause> cloaks;
  private final List<Command> padding;
  private final List<String> harmless;

  private OwnSuites() {
    RuleFile file = RuleFile.of(OwnSuites.class, "attacks.yaml");
    commands = commands(file, "commands");
    sayings = texts(file, "sayings");
    places =
        Clause.read(file.list("places"), "spoken").stream()
            .collect(Collectors.groupingBy(Clause::suite, LinkedHashMap::new, Collectors.toList()));
    cloaks = Clause.read(file.list("cloaks"), "cloaked");
    padding = commands(file, "padding");
    harmless = texts(file, "harmless");
  }

  /** The suites, attacks first. */
  public static List<AttackSuite> generate(long seed, int lines) {
    OwnSuites own = new OwnSuites();
    List<AttackSuite> suites = new ArrayList<>();
    own.places.forEach(
        (name, clauses) -> {
          SplittableRandom random = random(seed, name);
          suites.add(suite(name, lines, () -> own.spoken(clauses, random)));
        });
    for (int length : DILUTIONS) {
      String name = "behind " + length + " harmless characters";
      SplittableRandom random = random(seed, name);
      suites.add(suite(name, lines, () -> own.behindCharacters(length, random)));
    }
    for (int length : DILUTIONS) {
      String name = "behind " + length + " harmless commands";
      SplittableRandom random = random(seed, name);
      suites.add(suite(name, lines, () -> own.behindCommands(length, random)));
    }
    SplittableRandom random = random(seed, "cloaked");
    suites.add(suite("cloaked", lines, () -> own.around(of(own.cloaks, random), "", random)));
    suites.add(
        new AttackSuite(
            "harmless", true, own.harmless.stream().map(line -> new Attack(line, "")).toList()));
    return suites;
  }

  /**
   * Attacks that say {@code words}, one in each of the places of a comment and of an argument.
   *
   * @param seed decides which known-bad commands speak
   */
  static List<Attack> saying(String words, long seed) {
    OwnSuites own = new OwnSuites();
    SplittableRandom random = random(seed, words);
    List<Attack> attacks = new ArrayList<>();
    for (String place : List.of("in a comment", "in an argument")) {
      attacks.add(own.around(of(own.places.get(place), random), words, random));
    }
    return attacks;
  }

  private interface Draw {
    Attack next();
  }

  private static AttackSuite suite(String name, int lines, Draw draw) {
    Set<Attack> attacks = new LinkedHashSet<>();
    for (int tries = 0; attacks.size() < lines; tries++) {
      if (tries > lines * DRAWS) {
        throw new IllegalStateException(name + ": the templates give too few lines");
      }
      attacks.add(draw.next());
    }
    return new AttackSuite(name, false, List.copyOf(attacks));
  }

  private Attack spoken(List<Clause> clauses, SplittableRandom random) {
    return around(of(clauses, random), of(sayings, random), random);
  }

  private Attack around(Clause clause, String words, SplittableRandom random) {
    return clause.attack(command(clause.shell(), random), words);
  }

  private String command(String shell, SplittableRandom random) {
    return of(commands.stream().filter(each -> each.shell().equals(shell)).toList(), random).line();
  }

  private Attack behindCharacters(int length, SplittableRandom random) {
    Command attack = of(commands, random);
    StringBuilder words = new StringBuilder("echo");
    while (words.length() < length) {
      words.append(' ').append(of(padding, random).line().replaceAll("[^A-Za-z0-9]+", " ").strip());
    }
    return diluted(attack, List.of(words.substring(0, length).strip()), random);
  }

  private Attack behindCommands(int number, SplittableRandom random) {
    Command attack = of(commands, random);
    List<Command> fit =
        padding.stream().filter(each -> each.shell().equals(attack.shell())).toList();
    List<String> harmlessOnes = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      harmlessOnes.add(of(fit, random).line());
    }
    return diluted(attack, harmlessOnes, random);
  }

  /** The attack behind, before or between what is harmless. */
  private static Attack diluted(Command attack, List<String> harmless, SplittableRandom random) {
    List<String> all = new ArrayList<>(harmless);
    int at = new int[] {0, harmless.size() / 2, harmless.size()}[random.nextInt(3)];
    all.add(at, attack.line());
    return new Attack(String.join(attack.shell().equals("cmd") ? " & " : "; ", all), "");
  }

  private static SplittableRandom random(long seed, String name) {
    return new SplittableRandom(seed * 31 + name.hashCode());
  }

  private static <T> T of(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private static List<Command> commands(RuleFile file, String key) {
    List<Command> read = new ArrayList<>();
    for (RuleEntry entry : file.list(key)) {
      String shell = entry.text("shell");
      entry.texts("lines").forEach(line -> read.add(new Command(shell, line)));
      entry.done();
    }
    return read;
  }

  private static List<String> texts(RuleFile file, String key) {
    List<String> read = new ArrayList<>();
    for (RuleEntry entry : file.list(key)) {
      String unused = entry.text("kind");
      read.addAll(entry.texts("lines"));
      entry.done();
    }
    return read;
  }
}
