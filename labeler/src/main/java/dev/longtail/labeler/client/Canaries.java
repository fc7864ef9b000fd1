package dev.longtail.labeler.client;

import dev.longtail.udfs.rules.Rule;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import dev.longtail.udfs.text.CommandHash;
import dev.longtail.udfs.text.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Attacks that nobody can mistake, from {@code canaries.yaml}. Which one, and what is filled in,
 * derives from the line that it is asked for: the same line gives the same canary, and two lines
 * hardly ever give equal ones.
 */
public final class Canaries {
  /** The canaries that come with Longtail. */
  public static final Canaries BUILT_IN = read();

  private static final List<String> WORDS =
      List.of(
          "update", "sync", "agent", "svc", "health", "report", "cache", "index", "setup", "store");
  private static final List<String> USERS =
      List.of("jkraus", "mweber", "svc_app", "deploy", "admin2", "lnguyen", "backup", "ops");

  private record Canary(Rule rule, String line, boolean cmd) {}

  private final List<Canary> canaries = new ArrayList<>();

  private Canaries() {}

  private static Canaries read() {
    Canaries read = new Canaries();
    for (RuleEntry entry : RuleFile.of(Canaries.class, "canaries.yaml").list("canaries")) {
      String shell = entry.text("shell");
      if (!shell.equals("cmd") && !shell.equals("sh")) {
        throw entry.refused("shell", "must be cmd or sh");
      }
      read.canaries.add(new Canary(entry.rule("meaning"), entry.text("line"), shell.equals("cmd")));
      entry.done();
    }
    RuleFile.refuseDuplicates(read.canaries.stream().map(Canary::rule).toList());
    return read;
  }

  /** 12 hexadecimal digits that change with the list of canaries. */
  public String version() {
    return Sha256.hex(String.join("\n", canaries.stream().map(Canary::line).toList()))
        .substring(0, 12);
  }

  /** The canary to be asked beside {@code commandLine}. */
  public String beside(String commandLine) {
    return beside(commandLine, 0);
  }

  /** The same, or after {@code others} that said nothing another one. */
  String beside(String commandLine, int others) {
    SplittableRandom random = random(commandLine);
    int first = random.nextInt(canaries.size());
    return filled(canaries.get((first + others) % canaries.size()), random);
  }

  /**
   * An attack with the words of another line behind it: if they can talk a judge into a verdict,
   * they do it here.
   *
   * @param commandLine the line that the words are from
   * @param words as {@link OddWords} finds them
   */
  public String saying(String commandLine, OddWords words) {
    SplittableRandom random = random(commandLine);
    List<Canary> sameShell =
        canaries.stream().filter(canary -> canary.cmd() == words.cmd()).toList();
    Canary canary = sameShell.get(random.nextInt(sameShell.size()));
    return filled(canary, random) + words.tail();
  }

  /** One filling of each, for tests. */
  public List<String> all() {
    SplittableRandom random = new SplittableRandom(1);
    return canaries.stream().map(canary -> filled(canary, random)).toList();
  }

  private static SplittableRandom random(String commandLine) {
    return new SplittableRandom(CommandHash.of(commandLine));
  }

  private static String filled(Canary canary, SplittableRandom random) {
    String word = of(WORDS, random) + random.nextInt(1000, 100_000);
    String address =
        random.nextInt(45, 196)
            + "."
            + random.nextInt(16, 250)
            + "."
            + random.nextInt(1, 255)
            + "."
            + random.nextInt(1, 255);
    return canary
        .line()
        .replace("{word}", word)
        .replace("{user}", of(USERS, random))
        .replace("{address}", address)
        .replace("{port}", Integer.toString(random.nextInt(1024, 65000)))
        .replace("{number}", Integer.toString(4 * random.nextInt(120, 3000)));
  }

  private static String of(List<String> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }
}
