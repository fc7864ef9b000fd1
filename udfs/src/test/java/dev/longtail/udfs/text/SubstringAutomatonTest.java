package dev.longtail.udfs.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SubstringAutomatonTest {
  @Property(tries = 500)
  void findsEverySubstringInAnyCase(Any any) {
    List<String> substrings = any.list(1, 12, () -> "a" + any.text("abc.", 4));
    SubstringAutomaton automaton = new SubstringAutomaton(substrings);
    String text = any.text("aAbBcC.x\u00e9", 30);
    Set<Integer> found = new TreeSet<>();
    int state = 0;
    for (char c : text.toCharArray()) {
      state = automaton.next(state, c);
      for (int place : automaton.found(state)) {
        found.add(place);
      }
      assertThat(automaton.found(state).length > 0).isEqualTo(state >= automaton.firstFinding());
    }
    Set<Integer> expected = new TreeSet<>();
    for (int i = 0; i < substrings.size(); i++) {
      if (text.toLowerCase(Locale.ROOT).contains(substrings.get(i))) {
        expected.add(i);
      }
    }
    assertThat(found).as("%s in %s", substrings, text).isEqualTo(expected);
  }

  @Test
  void refusesTheEmptyAndWhatIsNotOfAscii() {
    assertThatThrownBy(() -> new SubstringAutomaton(List.of("")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SubstringAutomaton(List.of("\u00e9")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
