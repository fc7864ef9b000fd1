package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import dev.longtail.udfs.rules.Rule;
import java.util.List;

/**
 * Where programs take a secret: in an option, in an operand, or from a pipe or here-string.
 *
 * @param rule the rule as it is written, with its examples
 * @param kind name in the placeholder
 * @param programs lower case, without path and extension; a name may end in {@code *}
 * @param sub alternatives, each of words that must follow the program in this order; empty: none
 * @param needs a word that must be there too, one of these; empty: none
 * @param options the secret is the next word, or stands behind {@code =} or {@code :}
 * @param glued the secret stands directly behind the option
 * @param clustered a short option may stand at the end of several: {@code -su}
 * @param ignoreCase whether the case of options means nothing, as on Windows
 * @param operand the secret is the operand of this number, from 1; 0: none
 * @param valued options whose next word is no operand
 * @param behind the secret is the word behind one in which this is found; null: none
 * @param after the secret begins behind the first of this text; empty: with the value
 * @param until the secret ends before the last of this text; empty: with the value
 * @param stdin whether the secret is what comes from {@code echo X |} or {@code <<< X}
 * @param named whether the program takes names and values as words: {@code setx API_TOKEN X}
 * @param unless a value in which this is found is no secret; null: none
 * @param harmless options whose value is no secret, whatever other rules say
 */
record ProgramRule(
    Rule rule,
    String kind,
    List<String> programs,
    List<List<String>> sub,
    List<String> needs,
    List<String> options,
    List<String> glued,
    boolean clustered,
    boolean ignoreCase,
    int operand,
    List<String> valued,
    Pattern behind,
    String after,
    String until,
    boolean stdin,
    boolean named,
    Pattern unless,
    List<String> harmless)
    implements SecretRule {
  ProgramRule {
    programs = List.copyOf(programs);
    sub = List.copyOf(sub);
    needs = List.copyOf(needs);
    options = List.copyOf(options);
    glued = List.copyOf(glued);
    valued = List.copyOf(valued);
    harmless = List.copyOf(harmless);
  }
}
