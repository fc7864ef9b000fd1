package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.LabelResult.Again;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LateLabelClientTest {
  @Test
  void aTryThatFailsUnexpectedlyLeavesNobodyWaitingNorFailing() throws Exception {
    LateLabelClient client =
        new LateLabelClient(
            Endpoint.parse("http://127.0.0.1:9"),
            "timeout",
            () -> {
              throw new IllegalStateException("a line that must not be quoted");
            },
            Duration.ZERO);
    for (int i = 0; i < 2; i++) {
      LabelResult result = client.label("ls").get();
      assertThat(result.again()).isEqualTo(Again.UNSENT);
      assertThat(result.reason()).isEqualTo("internal: IllegalStateException");
    }
    client.close();
  }
}
