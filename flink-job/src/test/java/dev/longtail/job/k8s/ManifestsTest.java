package dev.longtail.job.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.labeler.client.LabelerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests in {@code k8s/}, rendered as {@code kubectl apply -k} would render them. No cluster
 * is asked. Each check is also run on a broken copy, where it must find what is wrong.
 */
class ManifestsTest {
  private static final Path K8S = Path.of("../k8s");
  private static final Path CRDS =
      Path.of(System.getProperty("longtail.data", "../../shared/data"), "k8s");
  private static final String PINNED = "operator-1.15.0";
  private static final String NEWER = "operator-main-2026-07-20";

  @TempDir Path folder;

  @BeforeEach
  void needTools() {
    Tools.needKubectl();
  }

  /** Every folder below overlays that has a kustomization. */
  static List<Path> overlays() throws IOException {
    try (Stream<Path> walk = Files.walk(K8S.resolve("overlays"))) {
      return walk.filter(file -> file.endsWith("kustomization.yaml"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  private static List<CrdSchema> schemas(String operator) throws IOException {
    assumeTrue(Files.isDirectory(CRDS), CRDS + " has no schemas of custom resources");
    List<CrdSchema> schemas = new ArrayList<>();
    try (Stream<Path> files = Files.list(CRDS)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.contains(operator) || name.contains("prometheus-operator")) {
          schemas.add(CrdSchema.read(file));
        }
      }
    }
    return schemas;
  }

  private static Rendered rendered(String overlay) {
    return Rendered.of(K8S.resolve("overlays").resolve(overlay));
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyKeyIsKnown(Path overlay) throws IOException {
    Rendered rendered = Rendered.of(overlay);
    assertThat(ManifestChecks.core(rendered)).isEmpty();
    assertThat(ManifestChecks.flink(rendered, new FlinkKeys())).isEmpty();
    assertThat(ManifestChecks.security(rendered)).isEmpty();
    assertThat(ManifestChecks.references(rendered)).isEmpty();
    assertThat(ManifestChecks.longtail(rendered)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyCustomResourceFitsItsSchema(Path overlay) throws IOException {
    Rendered rendered = Rendered.of(overlay);
    if (!overlay.endsWith("newer-flink")) {
      assertThat(ManifestChecks.custom(rendered, schemas(PINNED))).isEmpty();
    }
    assertThat(ManifestChecks.custom(rendered, schemas(NEWER))).isEmpty();
  }

  /** The reason for the pin: this fails once the pinned operator's schema knows Flink 2.3. */
  @Test
  void thePinnedOperatorRefusesTheNewerVersion() throws IOException {
    assertThat(ManifestChecks.custom(rendered("newer-flink"), schemas(PINNED)))
        .singleElement()
        .asString()
        .contains("flinkVersion", "v2_3");
  }

  @ParameterizedTest
  @CsvSource({
    "podSelector:, podSelectr:",
    "minAvailable:, minimumAvailable:",
    "roleRef:, role:",
    "policyTypes:, policyType:",
  })
  void aMisspeltKeyOfKubernetesIsFound(String right, String wrong) {
    String text = rendered("streaming").text();
    assertThat(text).contains(right);
    assertThat(ManifestChecks.core(Rendered.parse(text.replace(right, wrong)))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "upgradeMode:, upgradMode:",
    "readOnlyRootFilesystem:, readOnlyRootFileSystem:",
    "secretKeyRef:, secretRef:",
    "upgradeMode: \"savepoint\", upgradeMode: \"save-point\"",
    "flinkVersion: \"v2_2\", flinkVersion: \"v9_9\"",
    "replicas: 2, replicas: \"2\"",
    "kind: \"FlinkDeployment\", kind: \"FlinkDeploiment\"",
  })
  void aBrokenCustomResourceIsFound(String right, String wrong) throws IOException {
    String text = rendered("streaming").text();
    assertThat(text).contains(right);
    Rendered broken = Rendered.parse(text.replace(right, wrong));
    assertThat(ManifestChecks.custom(broken, schemas(PINNED))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "taskmanager.numberOfTaskSlots, taskmanager.numberOfTaskSlot",
    "restart-strategy.type, restart-strategie.type",
    "high-availability.storageDir, high-availability.storagedir",
    "kubernetes.taskmanager.service-account, kubernetes.taskmanager.account",
    "kubernetes.operator.periodic.savepoint.interval, kubernetes.operator.savepoint.interval",
    "execution.checkpointing.timeout: \"10 min\", execution.checkpointing.timeout: \"10 mim\"",
  })
  void aMisspeltKeyOrValueOfFlinkIsFound(String right, String wrong) throws IOException {
    String text = rendered("streaming").text();
    assertThat(text).contains(right);
    Rendered broken = Rendered.parse(text.replace(right, wrong));
    assertThat(ManifestChecks.flink(broken, new FlinkKeys())).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"topic-prefix:, topic-prefx:", "max-calls: 10000, max-calls: many"})
  void aMisspeltKeyOrValueOfLongtailIsFound(String right, String wrong) {
    String text = rendered("streaming").text();
    assertThat(text).contains(right);
    assertThat(ManifestChecks.longtail(Rendered.parse(text.replace(right, wrong)))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runAsNonRoot: true",
        "readOnlyRootFilesystem: true",
        "allowPrivilegeEscalation: false",
        "type: \"RuntimeDefault\"",
        "- \"ALL\"",
        "secretKeyRef:",
      })
  void aPodThatMayMoreIsFound(String restriction) {
    String text = rendered("streaming").text();
    assertThat(text).contains(restriction);
    String without = restriction.contains(":") ? "other: 1" : "- \"NET_RAW\"";
    String broken =
        text.replace(restriction, restriction.endsWith(":") ? "configMapKeyRef:" : without);
    assertThat(ManifestChecks.security(Rendered.parse(broken))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "serviceAccount: \"longtail-jobmanager\", serviceAccount: \"other\"",
    "namespace: \"longtail\", namespace: \"other\"",
  })
  void aNameThatLeadsNowhereIsFound(String right, String wrong) {
    String text = rendered("streaming").text();
    assertThat(text).contains(right);
    assertThat(ManifestChecks.references(Rendered.parse(text.replace(right, wrong)))).isNotEmpty();
  }

  @Test
  void aConfigMapWithoutItsHashIsFound() {
    String text = rendered("blue-green/paying").text();
    String broken = text.replaceFirst("(kind: \"ConfigMap\"[\\s\\S]*?longtail-config-)", "$1other");
    assertThat(ManifestChecks.references(Rendered.parse(broken))).hasSize(1);
  }

  /** The reasons stand in flink-conf/config.yaml alone, so its values hold here too. */
  @Test
  void flinksConfigurationIsThatOfTheLauncher() {
    Map<String, String> launcher = GlobalConfiguration.loadConfiguration("../flink-conf").toMap();
    assertThat(launcher).hasSizeGreaterThan(10);
    assertThat(ManifestChecks.flinkConfiguration(rendered("streaming").clusters().get(0)))
        .containsAllEntriesOf(launcher);
  }

  /**
   * The operator must look for state where the job puts it, and the job where the operator does.
   */
  @Test
  void stateLiesWhereTheJobAndTheOperatorExpectIt() {
    Rendered streaming = rendered("streaming");
    JsonNode spec = streaming.clusters().get(0);
    LongtailOptions.Checkpoints checkpoints =
        ManifestChecks.options(streaming, spec.path("job")).streaming().orElseThrow().checkpoints();
    assertThat(ManifestChecks.flinkConfiguration(spec))
        .containsEntry("execution.checkpointing.dir", checkpoints.directory())
        .containsEntry("execution.checkpointing.savepoint-dir", checkpoints.savepoints());
    assertThat(rendered("snapshot").all("FlinkStateSnapshot").get(0).at("/spec/savepoint/path"))
        .hasToString("\"" + checkpoints.savepoints() + "\"");
  }

  @Test
  void onlyThePayingFormPaysForLabels() {
    Rendered paying = rendered("blue-green/paying");
    Rendered quiet = rendered("blue-green/quiet");
    assertThat(labeler(paying).budget().callsLeft()).isPositive();
    assertThat(labeler(quiet).budget().callsLeft()).isZero();
    // Both have the operator in which exemplars wait; without it their state would be lost.
    assertThat(labeler(quiet).asksServer()).isTrue();
    assertThat(labeler(quiet).journal()).isNotEmpty().isNotEqualTo(labeler(paying).journal());
    String label = "longtail.dev/pays-for-labels";
    assertThat(podLabels(paying).has(label)).isTrue();
    assertThat(podLabels(quiet).has(label)).isFalse();
    JsonNode policy =
        quiet.all("NetworkPolicy").stream()
            .filter(each -> each.at("/metadata/name").asText().equals("longtail-labels"))
            .findFirst()
            .orElseThrow();
    assertThat(policy.at("/spec/podSelector/matchLabels").has(label)).isTrue();
  }

  private static LabelerOptions labeler(Rendered rendered) {
    return ManifestChecks.options(rendered, ManifestChecks.jobs(rendered).get(0))
        .topology()
        .labels()
        .labeler();
  }

  private static JsonNode podLabels(Rendered rendered) {
    return rendered.clusters().get(0).at("/podTemplate/metadata/labels");
  }

  /** A site's overlay names its image once, for every kind. */
  @ParameterizedTest
  @ValueSource(strings = {"streaming", "blue-green/paying", "blue-green/quiet", "gpu"})
  void theImageIsSetFromAbove(String overlay) throws IOException {
    Path site = K8S.resolve("overlays").toRealPath().resolve(overlay);
    String image = overlay.equals("gpu") ? "longtail-gpu" : "longtail";
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        resources: [%s]
        images: [{name: %s, newName: images.example/longtail, newTag: "9"}]
        """
            .formatted(folder.toRealPath().relativize(site), image));
    assertThat(Rendered.of(folder).clusters().get(0).path("image").asText())
        .isEqualTo("images.example/longtail:9");
  }

  /** The client reads the secret from a file, so that no configuration holds it. */
  @Test
  void kafkasSecretComesFromAFile() throws IOException {
    Rendered streaming = rendered("streaming");
    Map<String, String> kafka =
        ManifestChecks.options(streaming, ManifestChecks.jobs(streaming).get(0))
            .streaming()
            .orElseThrow()
            .source()
            .properties();
    String jaas = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
    Files.writeString(folder.resolve("sasl.jaas.config"), jaas);
    Properties properties = new Properties();
    kafka.forEach((k, v) -> properties.put(k, v.replace("/opt/longtail/kafka", folder.toString())));
    properties.put("bootstrap.servers", "localhost:9093");
    properties.put("key.deserializer", ByteArrayDeserializer.class);
    properties.put("value.deserializer", ByteArrayDeserializer.class);
    assertThat(new ConsumerConfig(properties).getPassword("sasl.jaas.config"))
        .isEqualTo(new Password(jaas));
  }
}
