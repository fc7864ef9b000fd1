package dev.longtail.training.generate;

import java.util.List;

/**
 * A text with slots: a command line, a path or a part of one.
 *
 * @param terms its pieces in order
 */
record Template(List<Term> terms) {
  Template {
    terms = List.copyOf(terms);
  }
}
