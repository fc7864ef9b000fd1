package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelerOptionsTest {
  private static LabelerOptions parse(String labels, String endpoint, String model) {
    return LabelerOptions.parse(labels, endpoint, model, ProviderProfile.PLAIN);
  }

  @Test
  void defaultsArePinned() {
    LabelerOptions options = LabelerOptions.none();
    assertThat(options.source()).isEqualTo(new LabelerOptions.None());
    assertThat(options.concurrency()).isEqualTo(8);
    assertThat(options.deadline()).isEqualTo(Duration.ofSeconds(60));
    assertThat(options.patience()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.journal()).isEmpty();
    assertThat(options.maxCalls()).isEqualTo(Long.MAX_VALUE);
    assertThat(options.maxTokens()).isEqualTo(Long.MAX_VALUE);
    assertThat(options.maxCommandLength()).isEqualTo(8_000);
  }

  @Test
  void readsWhichLabelerIsMeant() {
    assertThat(parse("truth:a/b.jsonl", null, null).source())
        .isEqualTo(new LabelerOptions.Truth("a/b.jsonl"));
    assertThat(parse(null, "http://127.0.0.1:9/v1", "m").source())
        .isEqualTo(
            new LabelerOptions.Server(
                Endpoint.parse("http://127.0.0.1:9"), "m", ProviderProfile.PLAIN));
  }

  @Test
  void refusesNoneTwoAndHalfALabeler() {
    assertThatThrownBy(() -> parse(null, null, null)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> parse("truth:x", "http://h", null)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> parse("x.jsonl", null, null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("truth:F");
    assertThatThrownBy(() -> parse("truth:", null, null)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> parse("truth:x", null, "m"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--model");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080, http://127.0.0.1:8080/v1",
    "http://127.0.0.1:8080/, http://127.0.0.1:8080/v1",
    "https://api.example.com/v1, https://api.example.com/v1",
    "https://api.example.com/v1/chat/completions, https://api.example.com/v1",
    "https://gateway.example.com/llm/openai, https://gateway.example.com/llm/openai"
  })
  void endpointsAreTakenAsUsersWriteThem(String written, String base) {
    assertThat(Endpoint.parse(written).base()).hasToString(base);
    assertThat(Endpoint.parse(written).chat()).isEqualTo(base + "/chat/completions");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8080",
        "ftp://h/v1",
        "http://",
        "/v1",
        "http://u:pw@h/v1",
        "http://h/v1?k=s",
        "http://h h/",
        ""
      })
  void whatIsNoEndpointIsRefused(String url) {
    assertThatThrownBy(() -> Endpoint.parse(url))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--endpoint")
        .hasMessageNotContaining("pw");
  }

  @Test
  void impossibleValuesAreRefused() {
    LabelerOptions options = LabelerOptions.none();
    assertThatThrownBy(() -> options.withConcurrency(0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> options.withDeadline(Duration.ZERO))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> options.withCaps(-1, 0)).isInstanceOf(InputException.class);
  }

  @Test
  void theyTravelAndClientsOfOneJvmShareTheirBudget() throws Exception {
    LabelerOptions options = parse(null, "http://127.0.0.1:9", "m").withCaps(5, 6);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(options);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      LabelerOptions copy = (LabelerOptions) in.readObject();
      assertThat(copy).isEqualTo(options);
      assertThat(copy.budget()).isSameAs(options.budget());
    }
    assertThat(options.withCaps(5, 6).budget()).isNotSameAs(options.budget());
  }

  @Test
  void withoutALabelerEverythingIsAbstained() {
    try (LabelClient client = LabelerOptions.none().open()) {
      assertThat(client.label("ls").join().verdict()).isEqualTo(Verdict.ABSTAINED);
    }
  }

  @Test
  void aServerWithOneModelNeedsNoModelAndSaysThatItIsRules() {
    try (LocalLabelServer server = LocalLabelServer.start(0);
        LabelClient client = parse(null, server.url(), null).open()) {
      LabelResult result = client.label("git status").join();
      assertThat(result.verdict()).isEqualTo(Verdict.BENIGN);
      assertThat(result.model()).isEqualTo(LocalLabelServer.MODEL);
      assertThat(client.describe()).startsWith("rules, not a model");
    }
  }

  @Test
  void aServerWithSeveralModelsNeedsOne() {
    try (FakeOpenAi fake =
        FakeOpenAi.always(
            FakeOpenAi.Reply.of(200, "{\"data\":[{\"id\":\"small\"},{\"id\":\"large\"}]}"))) {
      assertThatThrownBy(() -> parse(null, fake.url(), null).open())
          .isInstanceOf(InputException.class)
          .hasMessageContaining("small, large");
    }
  }

  @Test
  void anUnreachableServerIsOpenedAllTheSame() {
    try (LabelClient client =
        parse(null, FakeOpenAi.nobody(), null).withDeadline(Duration.ofSeconds(5)).open()) {
      assertThat(client.label("ls").join().reason()).startsWith("cannot connect");
    }
  }
}
