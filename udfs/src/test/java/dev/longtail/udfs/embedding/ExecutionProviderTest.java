package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ExecutionProviderTest {
  @Test
  void readsItsSetting() {
    assertThat(ExecutionProvider.parse("x", " CUDA ")).isEqualTo(ExecutionProvider.CUDA);
    assertThat(ExecutionProvider.parse("x", "cpu")).isEqualTo(ExecutionProvider.CPU);
    assertThat(ExecutionProvider.parse("x", "")).isEqualTo(ExecutionProvider.AUTO);
    assertThatThrownBy(() -> ExecutionProvider.parse("SETTING", "gpu"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("SETTING=gpu")
        .hasMessageContaining("cuda");
    System.setProperty(ExecutionProvider.PROPERTY, "cpu");
    try {
      assertThat(ExecutionProvider.configured()).isEqualTo(ExecutionProvider.CPU);
    } finally {
      System.clearProperty(ExecutionProvider.PROPERTY);
    }
  }

  @Test
  void whereCudaDoesNotStartTheCpuComputesTheSameAndTheLogSaysWhyOnce() {
    Assumptions.assumeFalse(
        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
        "the GPU build of ONNX Runtime is on the class path");
    Messages messages = new Messages();
    Logger logger = (Logger) LogManager.getLogger(OnnxModel.class);
    messages.start();
    Configurator.setLevel(logger.getName(), Level.WARN);
    logger.addAppender(messages);
    try (OnnxTextEmbedder asked =
            new OnnxTextEmbedder(EmbeddingModel.MINILM, ExecutionProvider.CUDA);
        OnnxTextEmbedder cpu = new OnnxTextEmbedder(EmbeddingModel.MINILM, ExecutionProvider.CPU)) {
      assertThat(asked.embed("whoami /all")).isEqualTo(cpu.embed("whoami /all"));
    } finally {
      logger.removeAppender(messages);
      Configurator.setLevel(logger.getName(), (Level) null);
    }
    assertThat(messages.lines).hasSize(1);
    assertThat(messages.lines.get(0)).contains("on the CPU", "CUDA", "ORT_EP_FAIL");
  }

  private static final class Messages extends AbstractAppender {
    private final List<String> lines = new ArrayList<>();

    Messages() {
      super("messages", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getMessage().getFormattedMessage());
    }
  }
}
