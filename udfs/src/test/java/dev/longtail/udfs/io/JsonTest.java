package dev.longtail.udfs.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Property(tries = 500)
  void anyStringComesBackFromUtf8(@ForAll @CharRange(from = '\ud7f0', to = '\ue010') String text)
      throws JsonProcessingException {
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
