package dev.longtail.job.run;

import java.io.Writer;
import java.io.StringWriter;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
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
          .setTarget((Writer) kept)
          .setLayout(PatternLayout.newBuilder().withPattern("%p %c %m %mdc%n%throwable").build())
          .build();
  private final Level before = context.getRootLogger().getLevel();

  private KeptLog() {
    appender.start();
    context.getRootLogger().addAppender(appender);
    set(Level.INFO, Level.DEBUG);
  }

  static KeptLog start() {
    return new KeptLog();
  }

  private void set(Level all, Level ours) {
    context.getRootLogger().setLevel(all);
    Logger logger = context.getLogger(OURS);
    logger.setLevel(ours);
    for (Map.Entry<String, LoggerConfig> each :
        context.getConfiguration().getLoggers().entrySet()) {
      if (each.getKey().startsWith("org.apache.flink")) {
        each.getValue().setLevel(all);
      }
    }
    context.updateLoggers();
  }

  String text() {
    return kept.toString();
  }

  @Override
  public void close() {
    context.getRootLogger().removeAppender(appender);
    set(before, before);
    context.reconfigure();
    appender.stop();
  }
}
