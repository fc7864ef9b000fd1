package dev.longtail.training.report;

import com.github.mustachejava.util.HtmlEscaper;
import java.io.StringWriter;
import java.util.Locale;

/** Writes SVG markup; every text and attribute passes the same escaping as the page. */
final class Svg {
  private final StringBuilder markup = new StringBuilder();

  /** Opens an element; attributes are name, value, name, value … */
  Svg open(String element, Object... attributes) {
    return tag(element, ">", attributes);
  }

  /** An element without content. */
  Svg empty(String element, Object... attributes) {
    return tag(element, "/>", attributes);
  }

  Svg close(String element) {
    markup.append("</").append(element).append('>');
    return this;
  }

  Svg text(String text) {
    markup.append(escaped(text));
    return this;
  }

  /** An element with text only. */
  Svg label(String text, String element, Object... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  private Svg tag(String element, String end, Object... attributes) {
    markup.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      markup
          .append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(
              attributes[i + 1] instanceof Double number
                  ? coordinate(number)
                  : escaped(attributes[i + 1].toString()))
          .append('"');
    }
    markup.append(end);
    return this;
  }

  /** A tenth of a pixel is finer than a screen and keeps the page small. */
  static String coordinate(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  static String escaped(String text) {
    StringWriter out = new StringWriter();
    HtmlEscaper.escape(text, out);
    return out.toString();
  }

  @Override
  public String toString() {
    return markup.toString();
  }
}
