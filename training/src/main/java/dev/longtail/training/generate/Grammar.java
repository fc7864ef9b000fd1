package dev.longtail.training.generate;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The symbols and shapes of all grammar files. It is complete, because {@link GrammarParser}
 * refuses undefined, unused and recursive symbols.
 *
 * @param symbols the alternatives of each symbol
 * @param shapes the kinds of commands, in the order of the files
 */
record Grammar(SortedMap<String, Weighted<Template>> symbols, List<Shape> shapes) {
  /** The files in reading order. */
  static final List<String> FILES =
      List.of(
          "common.grammar", "windows.grammar", "linux.grammar", "macos.grammar", "attacks.grammar");

  Grammar {
    symbols = Collections.unmodifiableSortedMap(new TreeMap<>(symbols));
    shapes = List.copyOf(shapes);
  }

  /** The grammar that ships with Longtail. */
  static Grammar shipped() {
    GrammarParser parser = new GrammarParser();
    for (String file : FILES) {
      parser.readResource(file);
    }
    return parser.finish();
  }

  Weighted<Template> symbol(String name) {
    Weighted<Template> found = symbols.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no such symbol: " + name);
    }
    return found;
  }
}
