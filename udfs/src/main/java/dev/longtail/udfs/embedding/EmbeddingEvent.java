package dev.longtail.udfs.embedding;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Java Flight Recorder event: a text that was in no cache went to the model. {@code jfr summary}
 * counts these events. The event holds a hash instead of the text, because people share recordings.
 */
@Name("longtail.Embedding")
@Label("Embedding computed")
@Category("Longtail")
@StackTrace(false)
final class EmbeddingEvent extends Event {
  @Label("Hash of the text")
  long text;
}
