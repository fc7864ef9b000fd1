package dev.longtail.labeler.rules;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.rules.RuleDigest;
import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rules that users add to the rules that come with Longtail.
 *
 * <p>They travel as text, because the machines that use them do not have the user's files. The
 * owner of each list combines them with its own rules ({@code Vetoes.with}, {@code
 * SecretRules.with}) and refuses wrong ones there. Call these methods before a job is submitted.
 *
 * @param sources the files, in their order
 */
public record UserRules(List<Source> sources) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long LARGEST_FILE = 4L << 20;

  /** Nothing is added. */
  public static final UserRules NONE = new UserRules(List.of());

  /**
   * One file.
   *
   * @param name its name, for messages
   * @param text its content
   */
  public record Source(String name, String text) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** The lists that can be added to. */
  public enum RuleList {
    VETOES("vetoes", false),
    CONVICTING_MARKS("convicting-marks", false),
    DOUBTFUL_MARKS("doubtful-marks", false),
    HARMLESS_COMMANDS("harmless-commands", false),
    SECRET_NAMES("secret-names", false),
    SECRET_PROGRAMS("secret-programs", false),
    /** The key is gitleaks' own. */
    SECRETS("rules", true);

    private final String key;
    private final boolean toml;

    RuleList(String key, boolean toml) {
      this.key = key;
      this.toml = toml;
    }

    /** Its key in a file. */
    public String key() {
      return key;
    }
  }

  public UserRules {
    sources = List.copyOf(sources);
    for (Source source : sources) {
      parse(source);
    }
  }

  /**
   * Reads a file, or the files of a folder that end in {@code .yaml}, {@code .yml} or {@code
   * .toml}, in the order of their names.
   *
   * @throws InputException if there is no such file, or a file is no file of rules. The list that a
   *     rule belongs to checks the rule itself later
   */
  public static UserRules read(Path path) {
    List<Source> sources = new ArrayList<>();
    try {
      for (Path file : files(path)) {
        if (Files.size(file) > LARGEST_FILE) {
          throw new InputException(file + ": more than 4 MiB of rules");
        }
        sources.add(new Source(file.toString(), Files.readString(file)));
      }
    } catch (IOException e) {
      throw new InputException(path + ": " + InputException.reason(e), e);
    }
    return new UserRules(sources);
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      if (!isRuleFile(path)) {
        throw new InputException(path + ": a file of rules ends in .yaml, .yml or .toml");
      }
      return List.of(path);
    }
    try (Stream<Path> below = Files.list(path)) {
      List<Path> files =
          below.filter(Files::isRegularFile).filter(UserRules::isRuleFile).sorted().toList();
      if (files.isEmpty()) {
        throw new InputException(path + ": holds no .yaml, .yml or .toml");
      }
      return files;
    }
  }

  private static boolean isRuleFile(Path path) {
    String name = path.toString();
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".toml");
  }

  /** The rules added to {@code list}, file by file. */
  public List<RuleEntry> entries(RuleList list) {
    List<RuleEntry> entries = new ArrayList<>();
    for (Source source : sources) {
      entries.addAll(parse(source).list(list.key()));
    }
    return entries;
  }

  /**
   * Names {@code builtIn} and these rules by their content.
   *
   * @param builtIn the texts of the files of rules that these are added to
   */
  public String digest(List<String> builtIn) {
    List<String> texts = new ArrayList<>(builtIn);
    sources.forEach(source -> texts.add(source.text()));
    return RuleDigest.of(texts);
  }

  private static RuleFile parse(Source source) {
    RuleFile file = RuleFile.parse(source.name(), source.text());
    boolean toml = source.name().endsWith(".toml");
    for (String key : file.keys()) {
      Optional<RuleList> list =
          Arrays.stream(RuleList.values())
              .filter(known -> known.toml == toml && known.key.equals(key))
              .findFirst();
      if (list.isEmpty()) {
        throw new InputException(
            source.name()
                + ": no list \""
                + key
                + "\" can be added to; possible here: "
                + Arrays.stream(RuleList.values())
                    .filter(known -> known.toml == toml)
                    .map(RuleList::key)
                    .collect(Collectors.joining(", ")));
      }
    }
    return file;
  }
}
