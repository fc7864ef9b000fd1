package dev.longtail.training.generate;

import dev.longtail.udfs.event.CommandEvent;

/**
 * An event and the shape it was made of.
 *
 * @param event the event
 * @param shape its shape
 */
record GeneratedEvent(CommandEvent event, Shape shape) {
  LabelledLine line() {
    return new LabelledLine(
        event.commandLine(),
        shape.isAttack() ? LabelledLine.MALICIOUS : LabelledLine.BENIGN,
        shape.family(),
        event.os());
  }
}
