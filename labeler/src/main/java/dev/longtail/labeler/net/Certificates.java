package dev.longtail.labeler.net;

import dev.longtail.udfs.io.InputException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;

/** Reads the files of a {@link Reach}. */
public final class Certificates {
  private Certificates() {}

  /**
   * The context of encrypted connections; empty if the JVM's own will do.
   *
   * @param password of the client certificate's key, or null
   * @throws InputException naming the file that cannot be used
   */
  public static Optional<SslContext> context(Reach reach, String password) {
    if (reach.ca().isEmpty() && reach.clientCertificate().isEmpty()) {
      return Optional.empty();
    }
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (!reach.ca().isEmpty()) {
      trust(builder, file("labeler.ca", reach.ca()));
    }
    if (!reach.clientCertificate().isEmpty()) {
      identify(builder, reach, password);
    }
    try {
      return Optional.of(builder.build());
    } catch (IOException | RuntimeException e) {
      throw new InputException("labeler.ca: " + e.getMessage(), e);
    }
  }

  private static void trust(SslContextBuilder builder, File ca) {
    try {
      var unused = builder.trustManager(ca);
    } catch (IllegalArgumentException e) {
      throw new InputException("labeler.ca: " + ca + " holds no certificates in PEM", e);
    }
  }

  private static void identify(SslContextBuilder builder, Reach reach, String password) {
    String option = "labeler.client-certificate";
    File certificate = file(option, reach.clientCertificate());
    try {
      if (isPkcs12(certificate.toPath())) {
        var unused = builder.keyManager(pkcs12(certificate.toPath(), password));
        return;
      }
      File key =
          reach.clientKey().isEmpty() ? certificate : file("labeler.client-key", reach.clientKey());
      var unused = builder.keyManager(certificate, key, password);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new InputException(
          option
              + ": "
              + certificate
              + " cannot be used; it needs a certificate and a key in PKCS#8 (BEGIN PRIVATE KEY),"
              + " or PKCS12; "
              + Reach.PASSWORD_VARIABLE
              + " holds its password, if it has one",
          e);
    }
  }

  private static boolean isPkcs12(Path file) throws IOException {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".p12") || name.endsWith(".pfx")) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x30; // a sequence of DER; PEM is text
    }
  }

  private static KeyManagerFactory pkcs12(Path file, String password)
      throws GeneralSecurityException, IOException {
    char[] secret = password == null ? new char[0] : password.toCharArray();
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, secret);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, secret);
      return keys;
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static File file(String option, String path) {
    File file = new File(path);
    if (!file.isFile() || !file.canRead()) {
      throw new InputException(option + ": " + path + " is no file that can be read");
    }
    return file;
  }
}
