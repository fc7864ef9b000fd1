package dev.longtail.training.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.classify.DeployedModel;
import dev.longtail.training.classify.ModelContent;
import dev.longtail.training.release.Decision.Kind;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {
  @TempDir private Path folder;
  private ModelRegistry registry;

  @BeforeEach
  void make() {
    registry = new ModelRegistry(folder.resolve("registry"));
  }

  private Path model(String content) throws IOException {
    Path model = folder.resolve("model-" + content);
    Files.createDirectories(model);
    Files.writeString(model.resolve("model.json"), content);
    return model;
  }

  private String release(String content, String live, String at) throws IOException {
    Path model = model(content);
    String digest = ModelContent.digest(model);
    registry.release(model, new Decision(Kind.RELEASED, at, digest, live, 0.75, List.of("better")));
    return digest;
  }

  @Test
  void keepsWhatIsReleasedAndGoesBackToIt() throws IOException {
    assertThat(registry.deployed()).isEmpty();
    String first = release("a", "", "T1");
    String second = release("b", first, "T2");
    assertThat(registry.deployed()).hasValue(new DeployedModel(second, 0.75, "T2"));
    assertThat(registry.model(second).resolve("model.json")).hasContent("b");

    assertThat(registry.rollBack("T3", "too many alerts").model()).isEqualTo(first);
    assertThat(registry.deployed()).hasValue(new DeployedModel(first, 0.75, "T3"));
    assertThat(registry.model(first).resolve("model.json")).hasContent("a");
    assertThatThrownBy(() -> registry.rollBack("T4", "again"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no earlier model to go back to");
    assertThat(registry.decisions())
        .extracting(Decision::kind)
        .containsExactly(Kind.RELEASED, Kind.RELEASED, Kind.ROLLED_BACK);
    release("b", first, "T5");
    assertThat(registry.deployed()).hasValue(new DeployedModel(second, 0.75, "T5"));
  }

  @Test
  void aModelThatWasComparedWithAnotherThanTheDeployedOneIsRefused() throws IOException {
    String first = release("a", "", "T1");
    assertThatThrownBy(() -> release("b", "", "T2"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(first + " is deployed now, and none was compared with");
    assertThat(registry.decisions()).hasSize(1);
  }

  @Test
  void aModelThatWasChangedBehindItsBackIsFound() throws IOException {
    String first = release("a", "", "T1");
    Files.writeString(registry.model(first).resolve("model.json"), "other");
    assertThatThrownBy(registry::deployed)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not the one that was released");
  }

  @Test
  void aDecisionThatACrashInterruptedIsCarriedOut() throws IOException {
    String first = release("a", "", "T1");
    byte[] before = Files.readAllBytes(folder.resolve("registry/deployed.json"));
    String second = release("b", first, "T2");
    Files.write(folder.resolve("registry/deployed.json"), before);
    registry.refuse(new Decision(Kind.REFUSED, "T3", "c", second, 0.5, List.of("worse")));
    assertThat(registry.deployed()).hasValue(new DeployedModel(second, 0.75, "T2"));
  }
}
