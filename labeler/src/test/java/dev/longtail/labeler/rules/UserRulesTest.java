package dev.longtail.labeler.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.admission.AdmissionGate;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.demo.LabelRules;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.labeler.redaction.SecretRules;
import dev.longtail.udfs.io.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserRulesTest {
  private static final String VETO =
      """
      vetoes:
        - id: acme-tool
          title: tool of our red team
          tags: [attack.t1588.002]
          hints: acmestrike
          regex: '\\bacmestrike\\b'
          examples: 'acmestrike --listen'
          counterexamples: 'acmestriker'
      harmless-commands:
        - id: acme-agent
          meaning: is our agent
          programs: acme-agent git
          first-arguments: sync
          examples: 'acme-agent sync'
          counterexamples: 'acme-agent exec x'
      """;

  /** As gitleaks' own files have them: no examples, an entropy, an allow-list. */
  private static final String SECRET =
      """
      title = "ours"
      [[rules]]
      id = "acme-key"
      description = "A key of Acme"
      regex = '''\\bacme_([a-z0-9]{8})([a-z]*)\\b'''
      secretGroup = 1
      entropy = 2
      keywords = ["ACME_"]
      [[rules.allowlists]]
      regexes = ['''^0+''']
      stopwords = ["example"]
      """;

  @TempDir private Path folder;

  private UserRules written() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), VETO);
    Files.writeString(folder.resolve("b.toml"), SECRET);
    Files.writeString(folder.resolve("README.md"), "not a rule");
    return UserRules.read(folder);
  }

  /** A lineage names rules by what they say, wherever their files lie. */
  @Test
  void digestsFollowTheContentAlone() throws IOException {
    UserRules user = written();
    UserRules elsewhere =
        new UserRules(
            user.sources().stream()
                .map(source -> new UserRules.Source("there/" + source.name(), source.text()))
                .toList());
    assertThat(Vetoes.digest(user))
        .matches("[0-9a-f]{12}")
        .isEqualTo(Vetoes.digest(elsewhere))
        .isNotEqualTo(Vetoes.digest(UserRules.NONE));
    assertThat(SecretRules.version(user, false))
        .isEqualTo(SecretRules.version(elsewhere, false))
        .isNotEqualTo(SecretRules.version(UserRules.NONE, false))
        .isNotEqualTo(SecretRules.version(user, true));
    LabelerOptions truth = LabelerOptions.truth(Path.of("truth.jsonl"));
    assertThat(truth.redaction()).isEmpty();
  }

  @Test
  void addsToEveryList() throws IOException {
    UserRules rules = written();

    Vetoes vetoes = Vetoes.with(rules);
    assertThat(vetoes.find("acmestrike -l")).contains("tool of our red team (T1588.002)");
    assertThat(vetoes.find("xmrig -o p")).contains("coin miner (T1496)");
    LabelResult benign = new LabelResult(Verdict.BENIGN, "ours", "m", "p");
    assertThat(new AdmissionGate(vetoes).admit("acmestrike", benign).reason())
        .isEqualTo("veto: tool of our red team (T1588.002)");
    assertThat(new AdmissionGate().admit("acmestrike", benign).admitted()).isTrue();

    Redactor redactor = new Redactor(SecretRules.with(rules));
    assertThat(redactor.redact("app acme_a1b2c3d4xy --password Pw-1example"))
        .isEqualTo("app acme_<secret:acme-key>xy --password <secret:password>");
    assertThat(redactor.redact("app acme_aaaabbbb acme_00012345 acme_example1"))
        .as("too little entropy, on the allow-list, a stopword")
        .isEqualTo("app acme_aaaabbbb acme_00012345 acme_example1");

    LabelRules labels = LabelRules.with(rules);
    assertThat(labels.judgementOn("acme-agent sync").verdict()).isEqualTo(Verdict.BENIGN);
    assertThat(labels.judgementOn("git sync").verdict()).isEqualTo(Verdict.BENIGN);
    assertThat(labels.judgementOn("git status").verdict()).isEqualTo(Verdict.BENIGN);
    assertThat(labels.judgementOn("acmestrike").verdict()).isEqualTo(Verdict.MALICIOUS);
    assertThat(LabelRules.judge("acme-agent sync").verdict()).isEqualTo(Verdict.ABSTAINED);
    assertThat(labels.misjudged()).isEmpty();
  }

  @Test
  void travelsAsTextWithTheOptions() throws Exception {
    LabelerOptions options = LabelerOptions.none().withRules(written());
    for (Path file : List.of(folder.resolve("a.yaml"), folder.resolve("b.toml"))) {
      Files.delete(file);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(options.withConcurrency(3));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      UserRules arrived = ((LabelerOptions) in.readObject()).rules();
      assertThat(Vetoes.with(arrived).find("acmestrike")).isPresent();
    }
  }

  @Test
  void aWrongExampleIsTold() {
    UserRules rules =
        new UserRules(
            List.of(
                new UserRules.Source(
                    "mine.yaml", VETO.replace("'acmestrike --listen'", "'acmestriker --listen'"))));
    assertThat(Vetoes.with(rules).misjudged())
        .containsExactly(
            "mine.yaml:2: rule \"acme-tool\": does not apply to its example: acmestriker --listen");
  }

  @ParameterizedTest
  @CsvSource({
    "'  hints: acmestrike', '', 'mine.yaml:2: rule \"acme-tool\", field \"hints\": needs words'",
    "id: acme-tool, id: coin-miner, 'this id is taken, at vetoes.yaml:'",
    "title:, titel:, 'mine.yaml:2: rule \"acme-tool\": field \"title\" is missing'",
    "'tags: [', 'weight: [', 'mine.yaml:4: rule \"acme-tool\": unknown field \"weight\"'",
    "attack.t1588, attack.t15, 'mine.yaml:4: rule \"acme-tool\", field \"tags\": no technique'",
    "'\\bacmestrike\\b', '(acmestrike', 'mine.yaml:6: rule \"acme-tool\", field \"regex\": no"
        + " regular'",
    "'\\bacmestrike\\b', '{{ip}}', 'field \"regex\": no fragment of this name above it: {{ip}}'",
    "'vetoes:', 'tools:', 'mine.yaml: no list \"tools\" can be added to; possible here: vetoes,'",
    "'title: tool', 'title: \"tool', 'mine.yaml:3: not valid YAML'"
  })
  void whatIsWrongIsToldWithItsPlace(String written, String instead, String message) {
    String text = VETO.replace(written, instead);
    assertThat(text).isNotEqualTo(VETO);
    assertThatThrownBy(
            () -> Vetoes.with(new UserRules(List.of(new UserRules.Source("mine.yaml", text)))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "secretGroup = 1, secretGroup = 3, 'mine.toml:2: rule \"acme-key\", field \"secretGroup\": the"
        + " regex has 2'",
    "entropy = 2, path = 'x', 'mine.toml:2: rule \"acme-key\": unknown field \"path\"'",
    "acme-key, acme_key1, 'mine.toml:2: rule \"acme_key1\", field \"tags\": the first tag, or else"
        + " the id'",
    "'regexes =', 'paths =', 'mine.toml:2: unknown field \"paths\"'",
    "'entropy = 2', 'entropy = ', 'mine.toml:7: not valid TOML'"
  })
  void whatIsWrongInASecretRuleIsToldToo(String written, String instead, String message) {
    String text = SECRET.replace(written, instead.replace("path = x", "path = \"x\""));
    assertThatThrownBy(
            () ->
                LabelerOptions.none()
                    .withRules(new UserRules(List.of(new UserRules.Source("mine.toml", text)))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theSamplesOfTheDocumentationWork() throws IOException {
    List<UserRules.Source> sources = new ArrayList<>();
    Matcher block =
        Pattern.compile("(?s)```(yaml|toml)\n(.*?)```")
            .matcher(Files.readString(Path.of("../docs/rules.md")));
    while (block.find()) {
      sources.add(
          new UserRules.Source(
              "rules.md-" + sources.size() + "." + block.group(1), block.group(2)));
    }
    assertThat(sources).hasSize(4);
    UserRules rules = new UserRules(sources);
    assertThat(LabelRules.with(rules).misjudged()).isEmpty();
    assertThat(SecretRules.misjudged(SecretRules.with(rules))).isEmpty();
  }

  @Test
  void whereThereAreNoRulesItSaysSo() throws IOException {
    assertThatThrownBy(() -> UserRules.read(folder)).hasMessageContaining("holds no .yaml");
    assertThatThrownBy(() -> UserRules.read(folder.resolve("none.yaml")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> UserRules.read(Files.createFile(folder.resolve("rules.txt"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(".toml");
  }
}
