package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import java.util.List;

/**
 * A rule of the regex baseline, as rows and cards name it.
 *
 * @param id unique among all rules of a data set
 * @param label what it says of a line
 * @param reason its meaning, in a few words
 * @param techniques of ATT&amp;CK, such as {@code T1003.001}; a rule for harmless lines may have
 *     none
 */
public record BaselineRule(String id, Label label, String reason, List<String> techniques) {
  /**
   * No regular expression: the line was seen on many hosts. What everybody runs is mostly harmless.
   * A line of which a rule says otherwise gets no label by rules.
   */
  public static final BaselineRule FREQUENT =
      new BaselineRule("seen-on-many-hosts", Label.BENIGN, "seen on many hosts", List.of());

  public BaselineRule {
    techniques = List.copyOf(techniques);
  }
}
