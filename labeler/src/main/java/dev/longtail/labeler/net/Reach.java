package dev.longtail.labeler.net;

import java.io.Serializable;

/**
 * How a server is reached. Paths are those of the machine that asks. The password of a client
 * certificate is read from the environment variable {@value #PASSWORD_VARIABLE}, the proxy from
 * {@link Proxies}.
 *
 * @param ca PEM file of the authorities that are trusted, instead of the JVM's; empty: the JVM's
 * @param clientCertificate PEM file with the certificate and its chain, or a PKCS12 file; empty:
 *     none
 * @param clientKey PEM file of the certificate's key; empty: it is in the file of the certificate
 * @param plainHttp whether lines may be sent unencrypted to other machines
 */
public record Reach(String ca, String clientCertificate, String clientKey, boolean plainHttp)
    implements Serializable {
  /** Name of the environment variable with the password of a client certificate or its key. */
  public static final String PASSWORD_VARIABLE = "LONGTAIL_CLIENT_PASSWORD";

  /** The JVM's authorities, no client certificate, nothing unencrypted but to this machine. */
  public static final Reach DEFAULT = new Reach("", "", "", false);
}
