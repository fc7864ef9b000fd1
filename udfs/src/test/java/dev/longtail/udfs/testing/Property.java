package dev.longtail.udfs.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that must pass for all values that it draws from its only parameter, an {@link Any}. It is
 * tried with new values in every run. A failure says its seed; {@code -Dlongtail.seed=SEED} makes
 * that try the first one.
 *
 * <p>All tries of a property share one instance of the class.
 */
@Test
@ExtendWith(PropertyExtension.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Property {
  /** How many times the property is tried. */
  int tries() default 1000;
}
