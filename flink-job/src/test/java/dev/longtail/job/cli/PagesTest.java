package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Option;
import dev.longtail.job.plan.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the documentation names is there: files and headings, commands and their flags, options. */
class PagesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path OPERATIONS = ROOT.resolve("docs/operations");

  /** Their names with a point are packages and fields of records. */
  private static final Set<String> NO_OPTIONS = Set.of("ARCHITECTURE.md", "outputs.md");

  private static final CommandLine COMMANDS = Longtail.commands();

  static {
    OptionValues.readBy(COMMANDS);
    COMMANDS.setUnmatchedArgumentsAllowed(true);
  }

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern COMMAND_LINE =
      Pattern.compile("(?m)^ *(?:\\$ )?(?:\\./)?longtail (.*)$");
  private static final Pattern COMMAND_SPAN = Pattern.compile("`\\./longtail ([^`]+)`");
  private static final Pattern OPTION =
      Pattern.compile(
          "`((?:source|earlier-exemplars|sink|job|labeler|checkpoints|page)\\.[a-z][a-z.-]*)");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    for (String name :
        List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "k8s/README.md")) {
      pages.add(ROOT.resolve(name));
    }
    return pages;
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (!link.group(1).contains("://") && !leadsSomewhere(page, link.group(1))) {
          broken.add(ROOT.relativize(page) + ": " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String link) throws IOException {
    int sharp = link.indexOf('#');
    String file = sharp < 0 ? link : link.substring(0, sharp);
    Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return sharp < 0
        || !target.toString().endsWith(".md")
        || anchors(target).contains(link.substring(sharp + 1));
  }

  /** The anchors of a page's headings, as GitHub makes them. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new HashSet<>();
    Matcher heading = HEADING.matcher(BLOCK.matcher(Files.readString(page)).replaceAll(""));
    while (heading.find()) {
      anchors.add(
          heading
              .group(1)
              .replaceAll("\\]\\([^)]*\\)", "")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .strip()
              .replace(' ', '-'));
    }
    return anchors;
  }

  /** Each command of the launcher that a page shows exists and has the flags that are shown. */
  @Test
  void everyCommandIsOne() throws IOException {
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (Path page : pages()) {
      for (String shown : commands(Files.readString(page))) {
        found++;
        String unknown = unknownIn(shown);
        if (!unknown.isEmpty()) {
          wrong.add("%s: longtail %s: %s".formatted(ROOT.relativize(page), shown, unknown));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(found).isGreaterThan(100);
  }

  /** What of a command does not exist; empty if all does. */
  private static String unknownIn(String shown) {
    List<String> words = new ArrayList<>(List.of(shown.split("\\s+")));
    words.removeIf(word -> word.equals("...") || word.isEmpty());
    words.add("--help"); // What a page leaves out may be needed.
    try {
      CommandLine.ParseResult parsed = COMMANDS.parseArgs(words.toArray(String[]::new));
      if (!parsed.hasSubcommand()) {
        return "no command";
      }
      CommandLine.ParseResult last = parsed.subcommand();
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      return String.join(" ", last.unmatched());
    } catch (CommandLine.ParameterException e) {
      return e.getMessage();
    }
  }

  /** Without what follows it in the line: a comment, a pipe, what it prints. */
  private static List<String> commands(String text) {
    String joined = text.replaceAll("\\\\\n\\s*", "");
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(joined);
    while (block.find()) {
      Matcher line = COMMAND_LINE.matcher(block.group());
      while (line.find()) {
        commands.add(line.group(1).split("  |#| \\| | > | < ")[0].strip());
      }
    }
    Matcher span = COMMAND_SPAN.matcher(joined);
    while (span.find()) {
      commands.add(span.group(1).strip());
    }
    return commands;
  }

  @Test
  void whatDoesNotExistIsFound() {
    assertThat(unknownIn("topics --config F --no-such-flag")).contains("--no-such-flag");
    assertThat(unknownIn("no-such-command --config F")).isNotEmpty();
    assertThat(unknownIn("run --config F --from NEXT")).isEmpty();
    assertThat(unknownIn("review score --no-such-flag")).contains("--no-such-flag");
  }

  @Test
  void everyOptionIsOne() throws IOException {
    Set<String> unknown = new TreeSet<>();
    for (Path page : pages()) {
      if (NO_OPTIONS.contains(page.getFileName().toString())) {
        continue;
      }
      Matcher option = OPTION.matcher(Files.readString(page));
      while (option.find()) {
        String name = option.group(1).replaceAll("[.-]$", "");
        if (!name.matches(".*\\.(md|json|yaml|jar)") && !isOption(name)) {
          unknown.add(ROOT.relativize(page) + ": " + name);
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  /** Whether it names an option, a group of them, or a key of the properties of one. */
  private static boolean isOption(String name) {
    return Catalogue.ALL.stream()
        .map(Option::name)
        .anyMatch(
            known ->
                known.equals(name)
                    || known.startsWith(name + ".")
                    || (known.endsWith("properties") && name.startsWith(known + ".")));
  }

  /** The page's formula has the constants of {@code scale-plan}. */
  @Test
  void theCostIsThatOfThePlan() throws IOException {
    TreeMap<String, Double> constants = new TreeMap<>();
    Measured.load().all().forEach(each -> constants.put(each.name(), each.value()));
    assertThat(Files.readString(OPERATIONS.resolve("cost.md")))
        .contains("+ %s for the reduced)".formatted(constants.get("anomalies-a-top-k-reduced")))
        .contains("requests   = anomalies x %s\n".formatted(constants.get("exemplars-an-anomaly")));
  }

  /** Disaster recovery quotes the matrix of faults. */
  @Test
  void theTimesOfRecoveryAreThoseThatWereMeasured() throws IOException {
    String faults = Files.readString(OPERATIONS.resolve("faults.md"));
    assertThat(Files.readString(OPERATIONS.resolve("disaster-recovery.md")))
        .contains(
            "%s to %s s, measured"
                .formatted(
                    seconds(faults, "kill -9 of a TaskManager"),
                    seconds(faults, "kill -9 of the JobManager")));
  }

  private static String seconds(String faults, String fault) {
    Matcher row =
        Pattern.compile("(?m)^\\| " + Pattern.quote(fault) + " \\| (\\d+) \\|").matcher(faults);
    assertThat(row.find()).as(fault).isTrue();
    return row.group(1);
  }
}
