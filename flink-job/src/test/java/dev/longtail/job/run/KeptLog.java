package dev.longtail.job.run;

import java.io.StringWriter;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** All that is logged meanwhile, at INFO and our own at DEBUG, with the traces of exceptions. */
final class KeptLog implements AutoCloseable {
  private static final String OURS = "dev.longtail";

  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final StringWriter kept = new StringWriter();
  private final WriterAppender appender =
      WriterAppender.newBuilder()
          .setName("kept")
          .setTarget(kept)
          .setLayout(PatternLayout.newBuilder().withPattern("%p %c %m %mdc%n%throwable").build())
          .build();

  private KeptLog() {
    appender.start();
    Configuration config = context.getConfiguration();
    config.addAppender(appender);
    config.getRootLogger().addAppender(appender, Level.ALL, null);
    config.getRootLogger().setLevel(Level.INFO);
    if (!config.getLoggers().containsKey(OURS)) {
      config.addLogger(OURS, new LoggerConfig(OURS, Level.DEBUG, true));
    }
    config.getLoggerConfig(OURS).setLevel(Level.DEBUG);
    context.updateLoggers();
  }

  static KeptLog start() {
    return new KeptLog();
  }

  String text() {
    return kept.toString();
  }

  /** Goes back to the configuration of the files. */
  @Override
  public void close() {
    context.reconfigure();
    appender.stop();
  }
}
