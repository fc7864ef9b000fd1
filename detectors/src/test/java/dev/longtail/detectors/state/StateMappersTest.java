package dev.longtail.detectors.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StateMappersTest {
  /** Savepoints hold these names: add some, change none. */
  @Test
  void theNamesAndVersionsAreThoseOfTheLastRelease() {
    assertThat(new TreeMap<>(StateMappers.all()).values().stream().map(StateMapper::toString))
        .containsExactly(
            "anomaly 1",
            "closed-sample 1",
            "control-input 1",
            "earlier-chunk 1",
            "earlier-exemplar 1",
            "embedded-anomaly 2",
            "exemplar 1",
            "exemplar-chunk 1",
            "funnel-count 1",
            "line 1",
            "near-duplicate 1",
            "sample-window 1",
            "sampled-command 1",
            "scored-command 1",
            "shard-model 1",
            "shard-window 2",
            "sighting 1",
            "window-drift 1",
            "window-profile 1");
  }

  @Test
  void saysWhichNamesItKnows() {
    assertThatThrownBy(() -> StateMappers.named("shard-windows"))
        .hasMessageContaining("\"shard-windows\" is unknown")
        .hasMessageContaining("shard-window");
  }

  @Test
  void refusesAVersionItDoesNotRead() {
    assertThatThrownBy(() -> StateMappers.SHARD_WINDOW.read(3, null))
        .hasMessage("state \"shard-window\" in version 3; this release reads version 1 to 2");
    assertThatThrownBy(() -> StateMappers.SIGHTING.read(2, null))
        .hasMessage("state \"sighting\" in version 2; this release reads version 1");
  }
}
