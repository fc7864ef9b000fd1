package dev.longtail.udfs.embedding;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A text that no cache knew went to the model, for Java Flight Recorder: {@code jfr summary} counts
 * them. It holds a hash and no text, because recordings are passed around.
 */
@Name("longtail.Embedding")
@Label("Embedding computed")
@Category("Longtail")
@StackTrace(false)
final class EmbeddingEvent extends Event {
  @Label("Hash of the text")
  long text;
}
