package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Settings;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.labeler.demo.LocalLabelServer;

/**
 * Who labels for {@code longtail up}.
 *
 * @param server the local label server; null if the options name somebody else
 */
record UpLabels(LocalLabelServer server) implements AutoCloseable {
  /** Starts the local label server, unless {@code said} names an endpoint or labels. */
  static UpLabels of(Settings said, Progress progress) {
    if (said.says(Catalogue.ENDPOINT) || said.says(Catalogue.LABELS)) {
      return new UpLabels(null);
    }
    LocalLabelServer server = LocalLabelServer.start(0);
    progress.say("labels from " + server.url() + ": rules, not a model");
    return new UpLabels(server);
  }

  /** {@code reader}, with the local label server as the default of {@code command}. */
  SettingsReader presets(SettingsReader reader, String command) {
    return server == null
        ? reader
        : reader
            .preset(command, Catalogue.ENDPOINT, server.url())
            .preset(command, Catalogue.MODEL, server.model());
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
