package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingModelTest {
  @TempDir Path folder;

  private EmbeddingModel model;

  @BeforeEach
  void model() throws IOException {
    Files.writeString(folder.resolve("model.onnx"), "");
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    model = EmbeddingModel.inFolder(folder);
  }

  @Test
  void aCalibrationBesideTheGraphIsFound() throws IOException {
    assertThat(model.calibratedCosine()).isEmpty();
    Files.writeString(
        folder.resolve(EmbeddingModel.CALIBRATION), "{\"model\":\"m\",\"cosine\":0.83}");
    assertThat(model.calibratedCosine()).hasValue(0.83);
  }

  @Test
  void theBuiltInModelIsCalibrated() {
    assertThat(EmbeddingModel.MINILM.calibratedCosine().orElseThrow()).isBetween(0.5, 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"cosine\":\"0.8\"}", "{\"cosine\":1.5}", "[]", "{\"cosine\""})
  void aBrokenCalibrationIsNamed(String content) throws IOException {
    Files.writeString(folder.resolve(EmbeddingModel.CALIBRATION), content);
    assertThatThrownBy(() -> model.calibratedCosine())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("near-duplicates.json");
  }
}
