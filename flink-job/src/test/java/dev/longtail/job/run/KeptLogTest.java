package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class KeptLogTest {
  @Test
  void keepsWhatIsLogged() {
    try (KeptLog log = KeptLog.start()) {
      LoggerFactory.getLogger("dev.longtail.Some").debug("one {}", 1);
      LoggerFactory.getLogger("org.example.Other").info("two");
      LoggerFactory.getLogger("org.example.Other").debug("three");
      assertThat(log.text()).contains("one 1", "two").doesNotContain("three");
    }
  }
}
