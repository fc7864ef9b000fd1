package dev.longtail.training.generate;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads grammar files.
 *
 * <p>A file is a list of blocks: a header at the left margin, below it indented alternatives, each
 * with an optional weight ({@code 3* text}, else 1). Lines that begin with {@code #} are comments.
 *
 * <pre>
 * symbol-name:
 *   3* one alternative
 *   another
 *
 * [family] os=windows tier=work role=workstation user=person when=work rate=4
 *   parent &lt;- C:\Windows\explorer.exe
 *   image &lt;- C:\Windows\System32\«program».exe
 *   a command line with «symbol-name»
 * </pre>
 *
 * <p>{@code os} and {@code tier} are required; {@code role} (a list with commas) defaults to every
 * host of the system, {@code user} to {@code person}, {@code when} to {@code always}, {@code
 * exposure} to {@code open}, {@code rate} to 1. What stands in a template: {@link TemplateParser}.
 */
final class GrammarParser {
  private static final Pattern SYMBOL_HEADER = Pattern.compile("([a-z][a-z0-9-]*):");
  private static final Pattern SHAPE_HEADER = Pattern.compile("\\[([a-z][a-z0-9-]*)\\]((?: .*)?)");
  private static final Pattern WEIGHTED = Pattern.compile("(\\d{1,6})\\* (.*)");
  private static final Pattern DIRECTED = Pattern.compile("(parent|image) <- (.*)");

  private final SortedMap<String, Weighted<Template>> symbols = new TreeMap<>();
  private final Map<String, String> definedAt = new LinkedHashMap<>();
  private final Map<String, Set<String>> referencesOfSymbol = new TreeMap<>();
  private final Map<String, String> referencedAt = new LinkedHashMap<>();
  private final Set<String> referencedByShapes = new LinkedHashSet<>();
  private final List<Shape> shapes = new ArrayList<>();

  /** Reads a file that ships with this package. */
  void readResource(String name) {
    try (InputStream in =
        GrammarParser.class.getResourceAsStream("/dev/longtail/training/generate/" + name)) {
      if (in == null) {
        throw new InputException(name + ": the grammar file is missing from the program");
      }
      read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InputException(name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads one file.
   *
   * @throws InputException if the text is wrong, naming file and line
   */
  void read(String name, String text) {
    Block block = null;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String at = name + ":" + number;
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      if (line.startsWith(" ")) {
        if (block == null) {
          throw new InputException(at + ": an alternative before the first header");
        }
        block.add(line.strip(), at);
      } else {
        if (block != null) {
          block.close();
        }
        block = open(line.stripTrailing(), at);
      }
    }
    if (block != null) {
      block.close();
    }
  }

  /** The grammar of all files read. */
  Grammar finish() {
    referencedAt.forEach(
        (symbol, at) -> {
          if (!symbols.containsKey(symbol)) {
            throw new InputException(at + ": symbol \"" + symbol + "\" is not defined");
          }
        });
    for (String symbol : symbols.keySet()) {
      refuseRecursion(symbol, new LinkedHashSet<>());
    }
    Set<String> reached = new LinkedHashSet<>();
    referencedByShapes.forEach(symbol -> reach(symbol, reached));
    for (String symbol : symbols.keySet()) {
      if (!reached.contains(symbol)) {
        throw new InputException(
            definedAt.get(symbol) + ": symbol \"" + symbol + "\" is not used by any command");
      }
    }
    return new Grammar(symbols, shapes);
  }

  private void refuseRecursion(String symbol, Set<String> path) {
    if (!path.add(symbol)) {
      throw new InputException(
          definedAt.get(symbol) + ": symbol \"" + symbol + "\" refers to itself by " + path);
    }
    referencesOfSymbol.get(symbol).forEach(next -> refuseRecursion(next, path));
    path.remove(symbol);
  }

  private void reach(String symbol, Set<String> reached) {
    if (reached.add(symbol)) {
      referencesOfSymbol.get(symbol).forEach(next -> reach(next, reached));
    }
  }

  private Block open(String header, String at) {
    Matcher symbol = SYMBOL_HEADER.matcher(header);
    if (symbol.matches()) {
      return new SymbolBlock(symbol.group(1), at);
    }
    Matcher shape = SHAPE_HEADER.matcher(header);
    if (shape.matches()) {
      return new ShapeBlock(shape.group(1), attributes(shape.group(2), at), at);
    }
    throw new InputException(
        at + ": a header is \"symbol:\" or \"[family] key=value …\", not \"" + header + "\"");
  }

  private static Map<String, String> attributes(String text, String at) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String word : text.strip().split(" +")) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new InputException(at + ": \"" + word + "\" is not of the form key=value");
      }
      if (attributes.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
        throw new InputException(at + ": \"" + word.substring(0, equals) + "\" is given twice");
      }
    }
    return attributes;
  }

  private Template template(String text, String at, Set<String> references) {
    try {
      return TemplateParser.parse(
          text,
          symbol -> {
            references.add(symbol);
            referencedAt.putIfAbsent(symbol, at);
          });
    } catch (TemplateParser.MalformedTemplateException e) {
      throw new InputException(at + ": " + e.getMessage(), e);
    }
  }

  /** A header with the alternatives below it. */
  private abstract class Block {
    final String at;
    final Weighted.Builder<Template> alternatives = new Weighted.Builder<>();
    final Set<String> references = new LinkedHashSet<>();

    Block(String at) {
      this.at = at;
    }

    void add(String line, String lineAt) {
      Matcher weighted = WEIGHTED.matcher(line);
      boolean hasWeight = weighted.matches();
      int weight = hasWeight ? Integer.parseInt(weighted.group(1)) : 1;
      if (weight == 0) {
        throw new InputException(lineAt + ": an alternative of weight 0 is never drawn");
      }
      String text = hasWeight ? weighted.group(2) : line;
      alternatives.add(template(text, lineAt, references), weight);
    }

    void close() {
      if (alternatives.isEmpty()) {
        throw new InputException(at + ": no alternative follows the header");
      }
    }
  }

  private final class SymbolBlock extends Block {
    private final String name;

    SymbolBlock(String name, String at) {
      super(at);
      this.name = name;
      if (SlotKind.named(name).isPresent()) {
        throw new InputException(at + ": \"" + name + "\" is the name of a built-in slot");
      }
      String before = definedAt.putIfAbsent(name, at);
      if (before != null) {
        throw new InputException(at + ": symbol \"" + name + "\" is already defined at " + before);
      }
    }

    @Override
    void close() {
      super.close();
      symbols.put(name, alternatives.build());
      referencesOfSymbol.put(name, references);
    }
  }

  private final class ShapeBlock extends Block {
    private static final Set<String> KEYS =
        Set.of("os", "tier", "role", "user", "when", "exposure", "rate");

    private final String family;
    private final Map<String, String> attributes;
    private Template parent;
    private Template image;

    ShapeBlock(String family, Map<String, String> attributes, String at) {
      super(at);
      this.family = family;
      this.attributes = attributes;
      attributes
          .keySet()
          .forEach(
              key -> {
                if (!KEYS.contains(key)) {
                  throw new InputException(at + ": \"" + key + "\" is no attribute of a command");
                }
              });
    }

    @Override
    void add(String line, String lineAt) {
      Matcher directed = DIRECTED.matcher(line);
      if (!directed.matches()) {
        super.add(line, lineAt);
        return;
      }
      Template template = template(directed.group(2), lineAt, references);
      boolean isParent = directed.group(1).equals("parent");
      if ((isParent ? parent : image) != null) {
        throw new InputException(lineAt + ": a second " + directed.group(1));
      }
      if (isParent) {
        parent = template;
      } else {
        image = template;
      }
    }

    @Override
    void close() {
      super.close();
      if (parent == null || image == null) {
        throw new InputException(at + ": the command lacks its parent or its image");
      }
      Os os = constant("os", Os.class, null);
      try {
        shapes.add(
            new Shape(
                family,
                os,
                constant("tier", Tier.class, null),
                constant("exposure", Exposure.class, Exposure.OPEN),
                roles(os),
                constant("user", Account.class, Account.PERSON),
                constant("when", Rhythm.class, Rhythm.ALWAYS),
                rate(),
                alternatives.build(),
                parent,
                image));
      } catch (IllegalArgumentException e) {
        throw new InputException(at + ": " + e.getMessage(), e);
      }
      referencedByShapes.addAll(references);
    }

    private Set<Role> roles(Os os) {
      if (!attributes.containsKey("role")) {
        return Role.of(os);
      }
      EnumSet<Role> roles = EnumSet.noneOf(Role.class);
      for (String word : attributes.get("role").split(",")) {
        roles.add(constant("role", word, Role.class));
      }
      return roles;
    }

    private double rate() {
      String text = attributes.getOrDefault("rate", "1");
      if (!text.matches("\\d{1,6}(\\.\\d{1,3})?")) {
        throw new InputException(at + ": rate=" + text + " is no number");
      }
      return Double.parseDouble(text);
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type, E byDefault) {
      if (attributes.containsKey(key)) {
        return constant(key, attributes.get(key), type);
      }
      if (byDefault == null) {
        throw new InputException(at + ": attribute \"" + key + "\" is missing");
      }
      return byDefault;
    }

    private <E extends Enum<E>> E constant(String key, String word, Class<E> type) {
      for (E constant : type.getEnumConstants()) {
        if (constant.toString().equals(word)) {
          return constant;
        }
      }
      throw new InputException(
          at + ": " + key + "=" + word + " is none of " + Arrays.toString(type.getEnumConstants()));
    }
  }
}
