package dev.longtail.udfs.shape;

import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The facts about a tool that the shape needs: how many words behind it are sub-commands, which of
 * its options take the next word as their value, and whether it runs another command. Tools are
 * listed in {@code tools.yaml}; a tool that is not listed has no sub-commands.
 *
 * @param subCommands how many plain words at most are sub-commands
 * @param skip how many plain words come before them ({@code service NAME restart})
 * @param deeper sub-commands that have one more sub-command ({@code git remote add})
 * @param valued options whose value is the next word and might be taken for a sub-command
 * @param behind sub-commands that are followed by a command: {@code wmic process call create}
 * @param runs the kind of command that follows the tool's own options
 */
record KnownTool(
    int subCommands,
    int skip,
    Set<String> deeper,
    Set<String> valued,
    Set<String> behind,
    Runs runs) {
  /** The use that a tool makes of the words behind it. */
  enum Runs {
    /** They are its arguments. */
    NOTHING,
    /** Its first plain word begins another command: {@code sudo}. */
    WORDS,
    /** Behind {@code -c} or {@code /c} comes another command: {@code bash}, {@code cmd}. */
    SCRIPT,
    /** As {@link #SCRIPT}, and its first plain word begins another command: PowerShell. */
    POWERSHELL,
    /** The value of one of its options is another command: {@code schtasks /tr}. */
    OPTION,
    /** Behind {@code -exec} comes another command, until {@code ;} or {@code +}. */
    EXEC
  }

  private static final KnownTool UNKNOWN =
      new KnownTool(0, 0, Set.of(), Set.of(), Set.of(), Runs.NOTHING);

  private static final RuleFile FILE = RuleFile.of(KnownTool.class, "tools.yaml");

  private static final Map<String, KnownTool> TOOLS = tools(FILE.list("tools"));

  /** Tools for which every word that begins with a slash is a switch. */
  private static final Set<String> WITH_SWITCHES = switches(FILE.list("switches"));

  /** The facts about the tool of this name (in lower case and without its extension). */
  static KnownTool of(String name) {
    return TOOLS.getOrDefault(name, UNKNOWN);
  }

  /** Whether the tool is in one of the lists. */
  static boolean isKnown(String name) {
    return TOOLS.containsKey(name) || WITH_SWITCHES.contains(name);
  }

  /** Whether words of this tool that begin with a slash are switches and not paths. */
  static boolean hasSwitches(String name) {
    return WITH_SWITCHES.contains(name);
  }

  private static Map<String, KnownTool> tools(List<RuleEntry> entries) {
    Map<String, KnownTool> tools = new HashMap<>();
    for (RuleEntry entry : entries) {
      KnownTool tool =
          new KnownTool(
              entry.count("sub-commands", 0),
              entry.count("skip", 0),
              Set.copyOf(entry.words("deeper")),
              Set.copyOf(entry.words("valued")),
              Set.copyOf(entry.words("behind")),
              runs(entry));
      for (String name : entry.words("names")) {
        if (tools.put(name, tool) != null) {
          throw entry.refused("names", "is in the list twice: " + name);
        }
      }
    }
    return Map.copyOf(tools);
  }

  private static Runs runs(RuleEntry entry) {
    String runs = entry.text("runs", "nothing");
    for (Runs known : Runs.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(runs)) {
        return known;
      }
    }
    throw entry.refused("runs", "must be words, script, powershell, option or exec");
  }

  private static Set<String> switches(List<RuleEntry> entries) {
    return entries.stream()
        .flatMap(entry -> entry.words("names").stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
