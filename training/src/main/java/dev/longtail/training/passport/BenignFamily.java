package dev.longtail.training.passport;

import dev.longtail.training.passport.FamilyForm.LinePattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Admitted benign lines of one template and operating system. */
final class BenignFamily {
  private final FamilyKey key;
  private final Map<String, JudgedBenign> lines = new LinkedHashMap<>();
  private final Map<CutLine.Form, FamilyForm> forms = new LinkedHashMap<>();
  private final Set<String> similar = new TreeSet<>();

  BenignFamily(FamilyKey key) {
    this.key = key;
  }

  FamilyKey key() {
    return key;
  }

  /** The judged lines, in the order of reading. */
  List<JudgedBenign> lines() {
    return List.copyOf(lines.values());
  }

  void add(JudgedBenign judged) {
    if (lines.putIfAbsent(judged.line(), judged) == null) {
      CutLine cut = CutLine.of(judged.line());
      forms.computeIfAbsent(cut.form(), FamilyForm::new).judged(cut);
    }
  }

  /** A line of another template that a judged line stands for. It is not covered. */
  void addSimilar(String line) {
    similar.add(line);
  }

  int similar() {
    return similar.size();
  }

  /** A line of this template that nobody judged. */
  void addSeen(String line) {
    CutLine cut = CutLine.of(line);
    FamilyForm form = forms.get(cut.form());
    if (form != null) {
      form.seen(cut);
    }
  }

  /** The patterns of its forms; empty if one has a place with too many values. */
  Optional<List<LinePattern>> patterns() {
    Set<LinePattern> patterns = new LinkedHashSet<>();
    for (FamilyForm form : forms.values()) {
      Optional<LinePattern> pattern = form.pattern();
      if (pattern.isEmpty()) {
        return Optional.empty();
      }
      patterns.add(pattern.get());
    }
    return Optional.of(new ArrayList<>(patterns));
  }

  /** Letters and digits that all lines of its shortest form have. */
  int fixedCharacters() {
    return forms.values().stream().mapToInt(FamilyForm::fixedCharacters).min().orElse(0);
  }
}
