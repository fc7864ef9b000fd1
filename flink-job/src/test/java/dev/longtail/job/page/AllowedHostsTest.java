package dev.longtail.job.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts a browser may name. */
class AllowedHostsTest {
  private final AllowedHosts hosts = new AllowedHosts(List.of("Longtail.example.org"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8070",
        "localhost.:80",
        "127.0.0.1:8070",
        "10.2.3.4",
        "[::1]:8070",
        "[fe80::1%25eth0]:8070",
        "longtail.example.org",
        "longtail.example.org:443"
      })
  void answersUnderAddressesAndItsNames(String host) {
    assertThat(hosts.allows(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attacker.example",
        "attacker.example:8070",
        "localhost.attacker.example",
        "127.0.0.1.attacker.example",
        "127.0.0.1:8070.attacker.example",
        "[::1].attacker.example",
        "localhost@attacker.example",
        "",
        " "
      })
  void answersUnderNoOtherName(String host) {
    assertThat(hosts.allows(host)).isFalse();
  }

  @Test
  void answersNobodyWhoNamesNoHost() {
    assertThat(hosts.allows(null)).isFalse();
  }
}
