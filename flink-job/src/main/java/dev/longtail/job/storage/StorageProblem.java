package dev.longtail.job.storage;

import dev.longtail.udfs.io.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/**
 * Says in one sentence why a place cannot be read or written. The exceptions of a plugin come from
 * its own class loader, so that they are known by name only.
 */
final class StorageProblem {
  private StorageProblem() {}

  /** The exception for {@code failure} at {@code where}, the location and what names it. */
  static InputException of(String where, IOException failure) {
    return new InputException(where + ": " + reason(failure), failure);
  }

  static String reason(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String known = known(cause);
      if (!known.isEmpty()) {
        return known;
      }
    }
    return InputException.reason(failure);
  }

  private static String known(Throwable cause) {
    String type = cause.getClass().getSimpleName();
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof UnsupportedFileSystemSchemeException) {
      return "Flink has no file system of that scheme here; put its plugin into a folder of its own"
          + " below FLINK_PLUGINS_DIR";
    }
    if (type.equals("UnknownStoreException") || message.contains("NoSuchBucket")) {
      return "there is no such bucket at this endpoint (s3.endpoint, s3.region)";
    }
    if (message.contains("No AWS Credentials")) {
      return "no keys; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use a machine's role";
    }
    if (cause instanceof AccessDeniedException) {
      return "access denied; check the keys (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) and their"
          + " rights";
    }
    if (cause instanceof FileNotFoundException) {
      return "no such file or folder";
    }
    if (cause instanceof UnknownHostException) {
      return "the endpoint is not reachable: unknown host " + message + " (s3.endpoint)";
    }
    boolean late = cause instanceof SocketTimeoutException || type.endsWith("TimeoutException");
    if (late || cause instanceof ConnectException) {
      return "the endpoint is not reachable: %s (s3.endpoint)".formatted(begunSmall(message));
    }
    return "";
  }

  private static String begunSmall(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
