package dev.longtail.training.families;

import static java.util.stream.Collectors.groupingBy;

import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folds of the protocol of left-out families. The question is how a classifier ranks attacks of
 * a source that it has never seen against benign lines of sources that it has never seen. The rule
 * forms folds from whatever families the sets have; it knows no names.
 *
 * <ol>
 *   <li>Lines of one template count once. Sizes below are numbers of templates.
 *   <li>Each attack family of at least {@value #FEWEST_ATTACKS} is a fold. Smaller ones form one
 *       fold together, if they are as many together. Else they stay in the training data and are
 *       not tested.
 *   <li>A fold's systems are those on which it has at least {@value #FEWEST_ON_SYSTEM} attacks, and
 *       at least {@value #FEWEST_TESTED} benign templates are left out.
 *   <li>A system's benign families are those of at least {@value #FEWEST_BENIGN} on it that are
 *       mainly of this system; if fewer than two are, all of that size. They are dealt to the
 *       system's folds: sorted by size, the folds by their attacks there, the first family to the
 *       first fold, and round again until every family and every fold has had its turn. So each
 *       benign family is left out somewhere, and no fold takes away all of a system.
 *   <li>A system with fewer than two such families has a fifth of its benign templates, drawn by
 *       hash for each fold, in their place.
 *   <li>A left-out family is left out whole: benign lines of the attack family are tested too.
 *   <li>Benign lines are tested in the proportions of the attacks' systems, so that a classifier
 *       gains nothing by telling systems apart; at most {@value #MOST_BENIGN} of them, by hash.
 *   <li>Attacks are tested twice: against all benign lines, and against mined ones only ({@link
 *       Population}).
 * </ol>
 *
 * @param folds by name
 * @param untested attack families that are too small, with their sizes; an empty name stands for
 *     attacks of unknown family
 */
public record LeftOutFamilies(List<Fold> folds, Map<String, Integer> untested) {
  /** Attack templates of a family that is tested. */
  public static final int FEWEST_ATTACKS = 30;

  /** Attack templates of a fold on a system that is tested. */
  public static final int FEWEST_ON_SYSTEM = 10;

  /** Benign templates of a family that is left out. */
  public static final int FEWEST_BENIGN = 100;

  /** Left-out benign templates on a system, without which its attacks are not tested. */
  public static final int FEWEST_TESTED = 30;

  /** Benign lines tested in a fold. */
  public static final int MOST_BENIGN = 4000;

  /** Where families cannot be left out, one benign template of so many is. */
  private static final int HASH_PARTS = 5;

  private static final long HASH_SALT = 0x666f6c6473L;

  public LeftOutFamilies {
    folds = List.copyOf(folds);
  }

  /** The folds of the lines of {@code bases}, {@code mined} and {@code known}. */
  public static LeftOutFamilies of(List<LabelledSet> bases, Augmentation mined, KnownLines known) {
    return of(SourceLines.of(bases, mined, known));
  }

  /** The folds of {@code lines}, which come in the order of their hashes. */
  static LeftOutFamilies of(List<SourceLine> lines) {
    Map<String, List<SourceLine>> attacks =
        lines.stream()
            .filter(SourceLine::malicious)
            .collect(groupingBy(SourceLine::family, TreeMap::new, Collectors.toList()));
    Map<String, Integer> untested = new TreeMap<>();
    Map<String, List<SourceLine>> groups = groups(attacks, untested);
    List<SourceLine> benign = lines.stream().filter(line -> !line.malicious()).toList();
    Map<String, Map<String, List<String>>> dealt = deal(groups, benign);
    List<Fold> folds = new ArrayList<>();
    groups.forEach(
        (name, of) -> {
          Fold fold = fold(name, of, benign, dealt.get(name));
          if (fold.tests().isEmpty()) {
            untested.put(name, of.size());
          } else {
            folds.add(fold);
          }
        });
    return new LeftOutFamilies(folds, untested);
  }

  /** Attacks by fold. */
  private static Map<String, List<SourceLine>> groups(
      Map<String, List<SourceLine>> attacks, Map<String, Integer> untested) {
    Map<String, List<SourceLine>> groups = new TreeMap<>();
    Map<String, List<SourceLine>> small = new TreeMap<>();
    attacks.forEach(
        (family, lines) -> {
          if (family.isEmpty()) {
            untested.put(family, lines.size());
          } else {
            (lines.size() >= FEWEST_ATTACKS ? groups : small).put(family, lines);
          }
        });
    if (small.values().stream().mapToInt(List::size).sum() >= FEWEST_ATTACKS) {
      groups.put(
          String.join("+", small.keySet()),
          small.values().stream().flatMap(List::stream).sorted(SourceLine.BY_HASH).toList());
    } else {
      small.forEach((family, lines) -> untested.put(family, lines.size()));
    }
    return groups;
  }

  /** For each fold and each of its systems the benign families to leave out; maybe none. */
  private static Map<String, Map<String, List<String>>> deal(
      Map<String, List<SourceLine>> groups, List<SourceLine> benign) {
    Map<String, Map<String, List<String>>> dealt = new TreeMap<>();
    groups.keySet().forEach(name -> dealt.put(name, new TreeMap<>()));
    Map<String, Map<String, Long>> sizes = sizes(benign);
    for (String os : systems(groups.values())) {
      List<String> folds =
          groups.entrySet().stream()
              .filter(group -> on(os, group.getValue()) >= FEWEST_ON_SYSTEM)
              .sorted(
                  Comparator.comparing(
                          (Map.Entry<String, List<SourceLine>> group) -> -on(os, group.getValue()))
                      .thenComparing(Map.Entry::getKey))
              .map(Map.Entry::getKey)
              .toList();
      List<String> families = candidates(os, sizes);
      folds.forEach(fold -> dealt.get(fold).put(os, new ArrayList<>()));
      for (int turn = 0;
          !folds.isEmpty() && !families.isEmpty() && turn < Math.max(folds.size(), families.size());
          turn++) {
        dealt.get(folds.get(turn % folds.size())).get(os).add(families.get(turn % families.size()));
      }
    }
    return dealt;
  }

  private static TreeSet<String> systems(Collection<List<SourceLine>> groups) {
    return groups.stream()
        .flatMap(List::stream)
        .map(SourceLine::os)
        .filter(os -> !os.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long on(String os, List<SourceLine> lines) {
    return lines.stream().filter(line -> line.os().equals(os)).count();
  }

  /** Benign templates by family and system. */
  private static Map<String, Map<String, Long>> sizes(List<SourceLine> benign) {
    return benign.stream()
        .filter(line -> !line.family().isEmpty())
        .collect(
            groupingBy(
                SourceLine::family,
                TreeMap::new,
                groupingBy(SourceLine::os, TreeMap::new, Collectors.counting())));
  }

  private static List<String> candidates(String os, Map<String, Map<String, Long>> sizes) {
    List<String> large =
        sizes.entrySet().stream()
            .filter(family -> family.getValue().getOrDefault(os, 0L) >= FEWEST_BENIGN)
            .sorted(
                Comparator.comparing(
                        (Map.Entry<String, Map<String, Long>> family) -> -family.getValue().get(os))
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .toList();
    List<String> mainly = large.stream().filter(family -> isMainly(os, sizes.get(family))).toList();
    List<String> candidates = mainly.size() >= 2 ? mainly : large;
    return candidates.size() >= 2 ? candidates : List.of();
  }

  private static boolean isMainly(String os, Map<String, Long> sizes) {
    return sizes.entrySet().stream()
        .allMatch(size -> size.getKey().isEmpty() || size.getValue() <= sizes.get(os));
  }

  private static Fold fold(
      String name,
      List<SourceLine> attacks,
      List<SourceLine> benign,
      Map<String, List<String>> benignFamilies) {
    TreeSet<String> leftOut =
        attacks.stream().map(SourceLine::family).collect(Collectors.toCollection(TreeSet::new));
    benignFamilies.values().forEach(leftOut::addAll);
    Map<Population, Fold.Tested> tests = new EnumMap<>(Population.class);
    for (Population population : Population.values()) {
      List<SourceLine> left =
          benign.stream()
              .filter(population::holds)
              .filter(line -> isLeft(line, name, leftOut, benignFamilies))
              .toList();
      Fold.Tested tested = tested(attacks, left, benignFamilies);
      if (!tested.systems().isEmpty()) {
        tests.put(population, tested);
      }
    }
    return new Fold(name, List.copyOf(leftOut), tests);
  }

  private static boolean isLeft(
      SourceLine line, String fold, Set<String> leftOut, Map<String, List<String>> families) {
    List<String> ofSystem = families.get(line.os());
    return ofSystem != null
        && (leftOut.contains(line.family()) || (ofSystem.isEmpty() && isDrawn(line, fold)));
  }

  private static Fold.Tested tested(
      List<SourceLine> attacks, List<SourceLine> benign, Map<String, List<String>> families) {
    Map<String, List<SourceLine>> available = new TreeMap<>();
    Map<String, List<SourceLine>> attacking = new TreeMap<>();
    for (String os : families.keySet()) {
      List<SourceLine> left = benign.stream().filter(line -> line.os().equals(os)).toList();
      if (left.size() >= FEWEST_TESTED) {
        available.put(os, left);
        attacking.put(os, attacks.stream().filter(line -> line.os().equals(os)).toList());
      }
    }
    Map<String, List<SourceLine>> compared = inProportion(available, attacking);
    List<Fold.OnSystem> systems = new ArrayList<>();
    compared.forEach(
        (os, lines) ->
            systems.add(
                new Fold.OnSystem(os, attacking.get(os).size(), lines.size(), families.get(os))));
    List<LabelledCommand> tested =
        Stream.of(attacking, compared)
            .flatMap(
                part -> part.values().stream().flatMap(List::stream).sorted(SourceLine.BY_HASH))
            .map(LeftOutFamilies::labelled)
            .toList();
    int testedAttacks = attacking.values().stream().mapToInt(List::size).sum();
    return new Fold.Tested(systems, tested, attacks.size() - testedAttacks);
  }

  private static boolean isDrawn(SourceLine line, String fold) {
    long hash = CommandHash.mix(CommandHash.of(line.template()), HASH_SALT ^ CommandHash.of(fold));
    return Long.remainderUnsigned(hash, HASH_PARTS) == 0;
  }

  /** As many benign lines as there are, in the proportions of the attacks. */
  private static Map<String, List<SourceLine>> inProportion(
      Map<String, List<SourceLine>> available, Map<String, List<SourceLine>> attacking) {
    double perAttack =
        MOST_BENIGN / (double) Math.max(1, attacking.values().stream().mapToInt(List::size).sum());
    for (String os : available.keySet()) {
      perAttack = Math.min(perAttack, available.get(os).size() / (double) attacking.get(os).size());
    }
    Map<String, List<SourceLine>> compared = new LinkedHashMap<>();
    for (String os : available.keySet()) {
      int count = (int) Math.round(perAttack * attacking.get(os).size());
      compared.put(os, available.get(os).subList(0, Math.min(count, available.get(os).size())));
    }
    return compared;
  }

  private static LabelledCommand labelled(SourceLine line) {
    return new LabelledCommand(
        line.cmd(),
        line.malicious() ? Label.MALICIOUS : Label.BENIGN,
        new LineOrigin(line.os(), line.family()));
  }
}
