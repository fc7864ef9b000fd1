package dev.longtail.detectors.bench;

import dev.longtail.udfs.bench.BareLoop;
import dev.longtail.udfs.features.TokenVocabulary;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the standard library offers: regular expressions, lower-cased copies and hash maps. */
final class OrdinaryJava {
  private static final Pattern TOKEN = Pattern.compile("\\w+|[^\\w\\s]+");
  private static final Pattern DIGIT = Pattern.compile("\\d");
  private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/=]{40,}");
  private static final Pattern PATH = Pattern.compile("(?:[A-Za-z]:\\\\|~/|\\./|/\\w+/)[^\\s\"']*");
  private static final Pattern HOST = Pattern.compile("://([^/\\s:]+)");

  private final Map<String, Integer> numbers = new HashMap<>();
  private final TokenVocabulary vocabulary;

  OrdinaryJava(TokenVocabulary vocabulary) {
    this.vocabulary = vocabulary;
    for (int i = 0; i < vocabulary.size(); i++) {
      numbers.put(vocabulary.token(i), i);
    }
  }

  Map<Integer, Double> extract(String line) {
    Map<Integer, Double> row = new HashMap<>();
    Map<Character, Integer> counts = new HashMap<>();
    int upper = 0;
    int lower = 0;
    for (char c : line.toCharArray()) {
      counts.merge(c, 1, Integer::sum);
      upper += Character.isUpperCase(c) ? 1 : 0;
      lower += Character.isLowerCase(c) ? 1 : 0;
    }
    double entropy = 0;
    for (Map.Entry<Character, Integer> count : counts.entrySet()) {
      double share = (double) count.getValue() / line.length();
      entropy -= share * Math.log(share) / Math.log(2);
      row.put(10 + count.getKey(), (double) count.getValue());
    }
    row.put(0, (double) line.length());
    row.put(1, entropy);
    row.put(2, (double) upper / line.length());
    row.put(3, (double) lower / line.length());
    String folded = line.toLowerCase(Locale.ROOT);
    int markers = 0;
    for (String marker : BareLoop.markers()) {
      for (int at = folded.indexOf(marker); at >= 0; at = folded.indexOf(marker, at + 1)) {
        markers++;
      }
    }
    row.put(4, (double) markers);
    row.put(5, ENCODED.matcher(line).find() ? 1.0 : 0.0);
    row.put(6, (double) PATH.matcher(line).results().count());
    row.put(7, (double) HOST.matcher(line).results().count());
    Map<Integer, Integer> terms = new HashMap<>();
    Matcher tokens = TOKEN.matcher(line);
    while (tokens.find()) {
      Integer number = numbers.get(DIGIT.matcher(tokens.group()).replaceAll("*"));
      if (number != null) {
        terms.merge(number, 1, Integer::sum);
      }
    }
    double squares = 0;
    for (Map.Entry<Integer, Integer> term : terms.entrySet()) {
      double weight = term.getValue() * vocabulary.idf(term.getKey());
      squares += weight * weight;
    }
    for (Map.Entry<Integer, Integer> term : terms.entrySet()) {
      double weight = term.getValue() * vocabulary.idf(term.getKey());
      row.put(160 + term.getKey(), weight / Math.sqrt(squares));
      row.put(160 + vocabulary.size() + term.getKey(), 1.0);
    }
    return row;
  }
}
