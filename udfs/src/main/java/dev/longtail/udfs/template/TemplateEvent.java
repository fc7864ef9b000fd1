package dev.longtail.udfs.template;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A template was computed, for Java Flight Recorder: {@code jfr summary} counts them. It holds a
 * hash and no text, because recordings are passed around.
 */
@Name("longtail.Template")
@Label("Template computed")
@Category("Longtail")
@StackTrace(false)
final class TemplateEvent extends Event {
  @Label("Hash of the command line")
  long line;
}
