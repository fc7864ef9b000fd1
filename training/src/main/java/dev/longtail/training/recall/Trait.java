package dev.longtail.training.recall;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What admitted lines can be withdrawn by: a fact that their lineage names. */
public enum Trait {
  /** The host of the line's first event in its window. */
  HOST("/lineage/source/host", "/source/host"),
  /** The user of that event. */
  USER("/lineage/source/user", "/source/user"),
  /**
   * The model that called it benign; one of them, or all as they stand, if several had to agree.
   */
  JUDGE("/lineage/model", "/model"),
  /** Version of the question; likewise. */
  PROMPT("/lineage/prompt_version", "/prompt_version"),
  /** The detector window or its day; also a range of these, {@code A..B}, both included. */
  WINDOW("/window", "/window"),
  /** Digest of the vetoes and marks. */
  RULES("/lineage/rule_set", "/rule_set"),
  /** Version of the redaction. */
  REDACTION("/lineage/redaction", "/redaction"),
  /** Version of the gate. */
  GATE("/lineage/gate", "/gate"),
  /** Version of the canaries of which the judge had to recognise one before. */
  CANARY("/lineage/canary", "/canary");

  /** Between the names of judges that had to agree, and between their questions' versions. */
  private static final String AND = "+";

  private static final String RANGE = "..";

  private final String inTrainingData;
  private final String elsewhere;

  Trait(String inTrainingData, String elsewhere) {
    this.inTrainingData = inTrainingData;
    this.elsewhere = elsewhere;
  }

  /** Its name in options and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The trait named {@code label}. */
  static Optional<Trait> labelled(String label) {
    for (Trait trait : values()) {
      if (trait.label().equals(label)) {
        return Optional.of(trait);
      }
    }
    return Optional.empty();
  }

  /** What {@code record} says of it; empty if it says nothing, as records of earlier releases. */
  public Optional<String> of(JsonNode record) {
    for (String place : List.of(inTrainingData, elsewhere)) {
      JsonNode value = record.at(place);
      if (value.isTextual()) {
        return Optional.of(value.textValue());
      }
    }
    return Optional.empty();
  }

  /** Whether {@code record} has the value {@code wanted}; empty if it does not say. */
  Optional<Boolean> is(JsonNode record, String wanted) {
    return of(record)
        .map(
            value ->
                switch (this) {
                  case WINDOW -> isIn(wanted, value);
                  case JUDGE, PROMPT -> isAmong(wanted, value);
                  default -> value.equals(wanted);
                });
  }

  private static boolean isAmong(String wanted, String names) {
    return (AND + names + AND).contains(AND + wanted + AND);
  }

  /**
   * Names of windows are dates or times in ISO-8601, so their order is that of the texts. A date
   * names all windows that begin on it.
   */
  private static boolean isIn(String wanted, String window) {
    int range = wanted.indexOf(RANGE);
    String first = range < 0 ? wanted : wanted.substring(0, range);
    String last = range < 0 ? wanted : wanted.substring(range + RANGE.length());
    return window.compareTo(first) >= 0
        && (window.compareTo(last) <= 0 || window.startsWith(last + "T"));
  }
}
