package dev.longtail.labeler.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private static String way(Map<String, String> environment, String target) {
    return Proxies.of(environment).to(URI.create(target)).map(Object::toString).orElse("direct");
  }

  @Test
  void eachSchemeHasItsVariableAndSmallLettersCountFirst() {
    Map<String, String> all =
        Map.of(
            "HTTPS_PROXY", "http://secure:3128",
            "https_proxy", "http://small:3128",
            "HTTP_PROXY", "plain");
    assertThat(way(all, "https://api.example/v1")).isEqualTo("small:3128");
    assertThat(way(all, "http://api.example/v1")).isEqualTo("plain:80");
    assertThat(way(Map.of("ALL_PROXY", "http://all:1"), "https://x/")).isEqualTo("all:1");
    assertThat(way(Map.of(), "https://x/")).isEqualTo("direct");
    assertThat(way(Map.of("https_proxy", " "), "https://x/")).isEqualTo("direct");
  }

  @Test
  void aUserAndAPasswordAreReadAndNotPrinted() {
    Proxies.Proxy proxy =
        Proxies.of(Map.of("https_proxy", "https://me:p%40ss+w@proxy:8443"))
            .to(URI.create("https://x/"))
            .orElseThrow();
    assertThat(proxy.user()).isEqualTo("me");
    assertThat(proxy.password()).isEqualTo("p@ss+w");
    assertThat(proxy.secure()).isTrue();
    assertThat(proxy.toString()).isEqualTo("proxy:8443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://h:1", "http://", "http://u:secret@h h"})
  void whatIsNoProxyIsRefusedWithoutItsPassword(String value) {
    Map<String, String> environment = Map.of("https_proxy", value, "no_proxy", "direct.example");
    assertThat(way(environment, "https://direct.example/")).isEqualTo("direct");
    assertThat(way(environment, "http://localhost/")).isEqualTo("direct");
    assertThatThrownBy(() -> way(environment, "https://api.example/"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("HTTPS_PROXY")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*                  | https://api.example/        | true",
        "api.example        | https://api.example/        | true",
        "api.example        | https://API.Example./       | true",
        "example            | https://api.example/        | true",
        ".example           | https://api.example/        | true",
        "*.example          | https://api.example/        | true",
        "ample              | https://api.example/        | false",
        "other, api.example | https://api.example/        | true",
        "other api.example  | https://api.example/        | true",
        "api.example:443    | https://api.example/        | true",
        "api.example:8443   | https://api.example/        | false",
        "api.example:8443   | https://api.example:8443/   | true",
        "10.0.0.0/8         | https://10.3.4.5/           | true",
        "10.0.0.0/8         | https://11.3.4.5/           | false",
        "10.1.2.0/23        | https://10.1.3.9/           | true",
        "10.1.2.0/23        | https://10.1.4.9/           | false",
        "10.1.2.3           | https://10.1.2.3:8000/      | true",
        "10.1.2.3:80        | https://10.1.2.3:8000/      | false",
        "0.0.0.0/0          | https://10.1.2.3/           | true",
        "10.0.0.0/99        | https://10.1.2.3/           | false",
        "fd00::/8           | https://[fd00::1]/          | true",
        "fd00::/8           | https://[fe80::1]/          | false",
        "[fd00::1]:443      | https://[fd00::1]/          | true",
        "fd00::1            | https://[fd00::1]/          | true",
        "10.0.0.0/8         | https://ten.example/        | false",
        "''                 | http://localhost:11434/     | true",
        "''                 | http://127.0.0.1/           | true",
        "''                 | http://[::1]/               | true",
        "''                 | https://api.example/        | false",
      })
  void noProxyListsWhatIsReachedDirectly(String list, String target, boolean direct) {
    Map<String, String> environment =
        Map.of("NO_PROXY", list, "HTTPS_PROXY", "http://p:1", "HTTP_PROXY", "http://p:1");
    assertThat(way(environment, target)).isEqualTo(direct ? "direct" : "p:1");
  }
}
