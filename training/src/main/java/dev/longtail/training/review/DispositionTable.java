package dev.longtail.training.review;

import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words of SIEMs and where they write them: {@code dispositions.yaml}. */
public final class DispositionTable {
  /** The table that comes with Longtail. */
  public static final DispositionTable BUILT_IN =
      new DispositionTable(RuleFile.of(DispositionTable.class, "dispositions.yaml"));

  private final List<Product> products = new ArrayList<>();
  private final Map<String, List<String>> places = new LinkedHashMap<>();

  /**
   * The words of a product.
   *
   * @param id its id in the table
   * @param name its name
   * @param fields where it writes the word
   * @param words its words, as {@link #folded} makes them
   */
  record Product(
      String id, String name, List<String> fields, Map<String, DispositionMeaning> words) {}

  private DispositionTable(RuleFile file) {
    for (RuleEntry entry : file.list("dispositions")) {
      Map<String, DispositionMeaning> words = new HashMap<>();
      for (DispositionMeaning meaning : DispositionMeaning.values()) {
        for (String word : entry.texts(meaning.word())) {
          DispositionMeaning other = words.put(folded(word), meaning);
          if (other != null && other != meaning) {
            throw entry.refused(meaning.word(), "\"" + word + "\" is " + other.word() + " too");
          }
        }
      }
      products.add(
          new Product(entry.text("id"), entry.text("product"), entry.texts("fields"), words));
      entry.done();
    }
    for (RuleEntry entry : file.list("places")) {
      places.put(entry.text("id"), entry.texts("paths"));
      entry.done();
    }
  }

  /** The products of the table. */
  List<Product> products() {
    return List.copyOf(products);
  }

  /** The fields of all products, in the order of trial. */
  List<String> dispositionFields() {
    Set<String> fields = new LinkedHashSet<>();
    products.forEach(product -> fields.addAll(product.fields()));
    return List.copyOf(fields);
  }

  /** Where records have an id, a command line or a time. */
  List<String> places(String id) {
    return places.get(id);
  }

  /**
   * What a word means.
   *
   * @param field where it stands
   * @param text the word
   * @return empty if no product has this word
   */
  Optional<DispositionMeaning> meaning(String field, String text) {
    String word = folded(text);
    if (word.isEmpty()) {
      return Optional.of(DispositionMeaning.OPEN);
    }
    for (Product product : products) {
      if (product.fields().contains(field) && product.words().containsKey(word)) {
        return Optional.of(product.words().get(word));
      }
    }
    return products.stream()
        .filter(product -> product.words().containsKey(word))
        .map(product -> product.words().get(word))
        .findFirst();
  }

  /** A word without case, blanks and punctuation. */
  static String folded(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
