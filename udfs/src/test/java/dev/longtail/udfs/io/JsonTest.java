package dev.longtail.udfs.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Property(tries = 500)
  void anyStringComesBackFromUtf8(Any any) throws JsonProcessingException {
    List<Character> drawn = any.list(0, 255, () -> any.character('\ud7f0', '\ue010'));
    String text = drawn.stream().map(String::valueOf).collect(Collectors.joining());
    byte[] utf8 = Json.line(Map.of("cmd", "a" + text)).getBytes(StandardCharsets.UTF_8);
    String line = new String(utf8, StandardCharsets.UTF_8);
    assertThat(Json.MAPPER.readTree(line).get("cmd").textValue()).isEqualTo("a" + text);
  }

  @Test
  void wholePairsStayAsTheyAre() {
    assertThat(Json.line("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
    assertThat(Json.line("x\ude00\ud83d")).isEqualTo("\"x\\ude00\\ud83d\"");
  }
}
