package dev.tributary.server.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a parameter of the query in the API's document, for methods that take all as a map. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(QueryParameter.All.class)
public @interface QueryParameter {
  String name();

  /** What it means. */
  String value();

  boolean required() default false;

  /** Whether it may stand several times. */
  boolean many() default false;

  /** Several of them. */
  @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
  @Retention(RetentionPolicy.RUNTIME)
  @interface All {
    QueryParameter[] value();
  }
}
