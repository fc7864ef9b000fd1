package dev.longtail.udfs.template;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Java Flight Recorder event: a template was computed. {@code jfr summary} counts these events. The
 * event holds a hash instead of the text, because people share recordings.
 */
@Name("longtail.Template")
@Label("Template computed")
@Category("Longtail")
@StackTrace(false)
final class TemplateEvent extends Event {
  @Label("Hash of the command line")
  long line;
}
