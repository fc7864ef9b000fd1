package dev.longtail.udfs.marks;

import dev.longtail.udfs.reading.LookingPrograms;
import dev.longtail.udfs.reading.Readings;
import dev.longtail.udfs.rules.RuleDigest;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The marks of attacks that come with Longtail: of known attacks ({@code vetoes.yaml}), of attack
 * techniques, for which it is enough that malicious use is very likely ({@code attack-marks.yaml}),
 * and those that code finds ({@link CodeMark}). A mark is known by its place among all, from 0 on.
 *
 * <p>Immutable; any number of threads may use it.
 */
public final class AttackMarks {
  private static final CodeMark[] CODE_MARKS = CodeMark.values();
  private static final int[] NONE = {};
  private static final String KNOWN_ATTACKS = "vetoes.yaml";
  private static final String TECHNIQUES = "attack-marks.yaml";

  /** The marks that come with Longtail. */
  public static final AttackMarks BUILT_IN = new AttackMarks();

  private final MarkSet rules;
  private final List<String> ids;
  private final String version;

  private AttackMarks() {
    List<RuleEntry> entries = new ArrayList<>(knownAttacks());
    entries.addAll(techniques());
    rules = MarkSet.read(entries);
    List<String> all = new ArrayList<>();
    rules.marks().forEach(mark -> all.add(mark.rule().id()));
    for (CodeMark mark : CODE_MARKS) {
      all.add(mark.id());
    }
    ids = List.copyOf(all);
    List<String> texts = new ArrayList<>(texts());
    texts.add(LookingPrograms.text());
    version = Readings.VERSION + "-" + RuleDigest.of(texts);
  }

  /** The rules of known attacks, to which users may add theirs. */
  public static List<RuleEntry> knownAttacks() {
    return RuleFile.of(AttackMarks.class, KNOWN_ATTACKS).list("vetoes");
  }

  /**
   * The rules of attack techniques, to which users may add theirs; tried behind the known attacks.
   */
  public static List<RuleEntry> techniques() {
    return RuleFile.of(AttackMarks.class, TECHNIQUES).list("convicting-marks");
  }

  /** The texts of both files of rules, for digests. */
  public static List<String> texts() {
    return RuleFile.textsOf(AttackMarks.class, List.of(KNOWN_ATTACKS, TECHNIQUES));
  }

  /** How many there are. */
  public int size() {
    return ids.size();
  }

  /** The id of each, by its place; unique. */
  public List<String> ids() {
    return ids;
  }

  /** The meaning of each in a few words, by its place. */
  public List<String> meanings() {
    List<String> meanings = new ArrayList<>();
    rules.marks().forEach(mark -> meanings.add(mark.rule().meaning()));
    for (CodeMark mark : CODE_MARKS) {
      meanings.add(mark.meaning());
    }
    return meanings;
  }

  /** The ATT&amp;CK techniques of each, by its place; some have none. */
  public List<List<String>> techniquesOfEach() {
    List<List<String>> all = new ArrayList<>();
    rules.marks().forEach(mark -> all.add(mark.techniques()));
    for (CodeMark mark : CODE_MARKS) {
      all.add(List.of(mark.technique()));
    }
    return all;
  }

  /**
   * Names what {@link #of} says of lines: {@link Readings#VERSION} and a digest of the rules. Two
   * marks of one place and one version are the same.
   */
  public String version() {
    return version;
  }

  /** The ids of the marks that {@code commandLine} bears. */
  public List<String> idsOf(String commandLine) {
    return Arrays.stream(of(commandLine)).mapToObj(ids::get).toList();
  }

  /**
   * The places of the marks that {@code commandLine} bears under any of its readings, ascending.
   * Most lines bear none.
   */
  public int[] of(String commandLine) {
    return of(Readings.of(commandLine));
  }

  /** As {@link #of(String)}, for a line that is read already. */
  public int[] of(Readings readings) {
    BitSet borne = rules.all(readings);
    int[] places = new int[borne.cardinality() + CODE_MARKS.length];
    int size = 0;
    for (int i = borne.nextSetBit(0); i >= 0; i = borne.nextSetBit(i + 1)) {
      places[size++] = i;
    }
    for (CodeMark mark : CODE_MARKS) {
      if (mark.isOn(readings)) {
        places[size++] = rules.marks().size() + mark.ordinal();
      }
    }
    return size == 0 ? NONE : Arrays.copyOf(places, size);
  }
}
