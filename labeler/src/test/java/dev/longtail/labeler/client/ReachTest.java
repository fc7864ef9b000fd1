package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.longtail.labeler.net.Certificates;
import dev.longtail.labeler.net.Proxies;
import dev.longtail.labeler.net.Reach;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.InputException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real TLS server with certificates of an authority of our own, and a real proxy before it. */
@Timeout(60)
class ReachTest {
  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder;

  private static HttpsServer open;
  private static HttpsServer choosy;
  private static ExecutorService workers;

  @BeforeAll
  static void makeCertificates() throws Exception {
    pair("ca", "bc:c");
    pair("client", "san=dns:longtail");
    pair("server", "san=dns:localhost");
    keytool("-certreq", "-alias", "server", "-keystore", "server.p12", "-file", "server.csr");
    keytool(
        "-gencert",
        "-rfc",
        "-alias",
        "ca",
        "-keystore",
        "ca.p12",
        "-infile",
        "server.csr",
        "-outfile",
        "server.pem",
        "-ext",
        "san=dns:localhost,dns:judge.example");
    pem("ca");
    pem("client");
    workers = Executors.newCachedThreadPool();
    open = server(false);
    choosy = server(true);
  }

  @AfterAll
  static void close() {
    open.stop(0);
    choosy.stop(0);
    workers.shutdownNow();
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
  }

  private static void pair(String name, String extension) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        extension,
        "-keystore",
        name + ".p12",
        "-validity",
        "2");
  }

  private static KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /** Certificate and key as text, in a file each and in one. */
  private static void pem(String name) throws Exception {
    KeyStore store = store(name);
    String certificate = text("CERTIFICATE", store.getCertificate(name).getEncoded());
    String key = text("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
    Files.writeString(folder.resolve(name + ".pem"), certificate);
    Files.writeString(folder.resolve(name + "-key.pem"), key);
    Files.writeString(folder.resolve(name + "-both.pem"), certificate + key);
  }

  private static String text(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  /** The server's key with the certificate that the authority made for it. */
  private static KeyStore signed() throws Exception {
    KeyStore store = store("server");
    try (InputStream in = Files.newInputStream(folder.resolve("server.pem"))) {
      Certificate signed = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setKeyEntry(
          "server",
          store.getKey("server", PASSWORD.toCharArray()),
          PASSWORD.toCharArray(),
          new Certificate[] {signed, store("ca").getCertificate("ca")});
    }
    return store;
  }

  private static KeyStore trusted() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("client", store("client").getCertificate("client"));
    return store;
  }

  private static HttpsServer server(boolean asksForCertificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(signed(), PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(asksForCertificate);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var unused = exchange.getRequestBody().readAllBytes();
            byte[] body = FakeOpenAi.verdict("BENIGN").body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.setExecutor(workers);
    server.start();
    return server;
  }

  private static Reach reach(String ca, String certificate, String key) {
    return new Reach(path(ca), path(certificate), path(key), false);
  }

  private static String path(String name) {
    return name.isEmpty() ? "" : folder.resolve(name).toString();
  }

  private static LabelResult ask(
      String url, Reach reach, String password, Map<String, String> environment) {
    HttpTransport.Route route =
        new HttpTransport.Route(Proxies.of(environment), Certificates.context(reach, password));
    OpenAiLabelClient.Manner manner =
        new OpenAiLabelClient.Manner(
            8,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            new RetryPolicy(2, Duration.ofMillis(10)),
            route);
    try (OpenAiLabelClient client =
        new OpenAiLabelClient(
            Endpoint.parse(url),
            OfferedModel.named("m"),
            ProviderProfile.OPENAI,
            new OpenAiLabelClient.Limits(Duration.ofSeconds(10), 1_000),
            ApiKey.of("k"),
            new Ledger(new Budget(100, Long.MAX_VALUE)),
            new VerdictCache(10),
            new Redactor(),
            manner)) {
      return client.label("ls -la /opt/app").join();
    }
  }

  private static String url(HttpsServer server) {
    return "https://localhost:" + server.getAddress().getPort();
  }

  @Test
  void anOwnAuthorityIsTrusted() {
    assertThat(ask(url(open), reach("ca.pem", "", ""), null, Map.of()).verdict())
        .isEqualTo(Verdict.BENIGN);
  }

  @Test
  void anybodyElseIsNot() {
    for (String ca : List.of("", "client.pem")) {
      LabelResult result = ask(url(open), reach(ca, "", ""), null, Map.of());
      assertThat(result.again()).isEqualTo(LabelResult.Again.FAILED);
    }
  }

  @Test
  void aCertificateForAnotherNameIsNoCertificate() {
    String url = "https://127.0.0.1:" + open.getAddress().getPort();
    assertThat(ask(url, reach("ca.pem", "", ""), null, Map.of()).again())
        .isEqualTo(LabelResult.Again.FAILED);
  }

  @Test
  void aServerThatAsksForACertificateGetsIt() {
    String url = url(choosy);
    List<Reach> ways =
        List.of(
            reach("ca.pem", "client.p12", ""),
            reach("ca.pem", "client-both.pem", ""),
            reach("ca.pem", "client.pem", "client-key.pem"));
    for (Reach way : ways) {
      String password = way.clientCertificate().endsWith("p12") ? PASSWORD : null;
      assertThat(ask(url, way, password, Map.of()).verdict()).isEqualTo(Verdict.BENIGN);
    }
    assertThat(ask(url, reach("ca.pem", "", ""), null, Map.of()).again())
        .isEqualTo(LabelResult.Again.FAILED);
  }

  @Test
  void aFileThatCannotBeUsedIsNamed() throws Exception {
    Files.writeString(folder.resolve("empty.pem"), "nothing");
    assertThatThrownBy(() -> Certificates.context(reach("missing.pem", "", ""), null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("missing.pem");
    assertThatThrownBy(() -> Certificates.context(reach("empty.pem", "", ""), null))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("empty.pem");
    assertThatThrownBy(() -> Certificates.context(reach("", "client.p12", ""), "wrong-pw"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("client.p12")
        .hasMessageContaining(Reach.PASSWORD_VARIABLE)
        .hasMessageNotContaining("wrong-pw");
  }

  /** The name exists only for the proxy: whoever reached it went through it. */
  @Test
  void aProxyIsGoneThrough() throws Exception {
    String basic =
        "Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(StandardCharsets.UTF_8));
    try (TunnelProxy proxy = new TunnelProxy(open.getAddress().getPort(), basic)) {
      Map<String, String> known = Map.of("HTTPS_PROXY", "http://me:secret@" + proxy.address());
      Reach reach = reach("ca.pem", "", "");
      assertThat(ask("https://judge.example:7443", reach, null, known).verdict())
          .isEqualTo(Verdict.BENIGN);
      assertThat(proxy.asked()).containsExactly("CONNECT judge.example:7443 HTTP/1.1");

      Map<String, String> unknown = Map.of("HTTPS_PROXY", "http://" + proxy.address());
      LabelResult refused = ask("https://judge.example:7443", reach, null, unknown);
      assertThat(refused.again()).isEqualTo(LabelResult.Again.FAILED);

      int before = proxy.asked().size();
      Map<String, String> direct =
          Map.of(
              "HTTPS_PROXY",
              "http://me:secret@" + proxy.address(),
              "NO_PROXY",
              "judge.example:7443");
      assertThat(ask("https://judge.example:7443", reach, null, direct).reason())
          .startsWith("connection broken");
      assertThat(proxy.asked()).hasSize(before);
    }
  }
}
