package dev.longtail.training.passport;

import java.util.ArrayList;
import java.util.List;

/**
 * A benign line with an attack grafted onto it: before it, behind it, in its arguments, in the
 * place of one. An exception for the benign line must not hide any of these.
 */
final class Grafts {
  private static final List<String> JOINTS =
      List.of("; ", " && ", " & ", " | ", " || ", "\n", " `", " $(", " > /dev/null; ", " ");

  private static final int MOST_PLACES = 24;

  private Grafts() {}

  static List<String> of(String benign, String attack) {
    List<String> grafts = new ArrayList<>();
    for (String joint : JOINTS) {
      grafts.add(benign + joint + attack + closing(joint));
      grafts.add(attack + joint + benign + closing(joint));
    }
    int places = 0;
    for (int at = benign.indexOf(' '); at >= 0 && places < MOST_PLACES; places++) {
      int end = benign.indexOf(' ', at + 1);
      String before = benign.substring(0, at + 1);
      String behind = benign.substring(at);
      String instead = end < 0 ? "" : benign.substring(end);
      grafts.add(before + "$(" + attack + ")" + behind);
      grafts.add(before + attack + behind);
      grafts.add(before + "$(" + attack + ")" + instead);
      grafts.add(before + attack + instead);
      grafts.add(benign.substring(0, at) + "; " + attack + ";" + behind);
      at = end;
    }
    return grafts;
  }

  private static String closing(String joint) {
    return switch (joint) {
      case " `" -> "`";
      case " $(" -> ")";
      default -> "";
    };
  }
}
