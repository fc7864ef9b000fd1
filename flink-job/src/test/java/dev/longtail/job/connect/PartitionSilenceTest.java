package dev.longtail.job.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionSilenceTest {
  private final PartitionSilence silence = new PartitionSilence(100, Long.MAX_VALUE - 50);

  @Test
  void theBrokerIsAskedOnceAfterTheSilence() {
    assertThat(at(99)).isFalse();
    assertThat(at(100)).isTrue();
    assertThat(at(150)).isFalse();
    assertThat(silence.isIdle()).isFalse();
    assertThat(silence.answered(true)).isTrue();
    assertThat(silence.isIdle()).isTrue();
    assertThat(at(400)).isFalse();
  }

  @Test
  void withoutProofItStaysActiveAndTheBrokerIsAskedAgain() {
    assertThat(at(100)).isTrue();
    assertThat(silence.answered(false)).isFalse();
    assertThat(silence.isIdle()).isFalse();
    assertThat(at(101)).isTrue();
  }

  @Test
  void aRecordBeginsANewSilence() {
    assertThat(silence.heard()).isFalse();
    assertThat(at(90)).isFalse();
    assertThat(at(189)).isFalse();
    assertThat(at(190)).isTrue();
  }

  @Test
  void aRecordAfterTheQuestionMakesTheAnswerVoid() {
    assertThat(at(100)).isTrue();
    assertThat(silence.heard()).isFalse();
    assertThat(silence.answered(true)).isFalse();
    assertThat(silence.isIdle()).isFalse();
  }

  @Test
  void aRecordWakes() {
    assertThat(at(100)).isTrue();
    assertThat(silence.answered(true)).isTrue();
    assertThat(silence.heard()).isTrue();
    assertThat(silence.isIdle()).isFalse();
    assertThat(silence.heard()).isFalse();
  }

  /** Flink never resumes a paused partition that it takes for idle. */
  @Test
  void aPausedPartitionIsNeverIdle() {
    silence.paused(true);
    assertThat(at(500)).isFalse();
    assertThat(at(900)).isFalse();
    silence.paused(false);
    assertThat(at(1000)).isFalse();
    assertThat(at(1100)).isTrue();
    silence.paused(true);
    assertThat(silence.answered(true)).isFalse();
  }

  /** The clock runs over, as nanoTime may. */
  private boolean at(long time) {
    return silence.wantsProof(Long.MAX_VALUE - 50 + time);
  }
}
