package dev.tributary.server.api;

import dev.tributary.server.people.Permission;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * For members of the workspace in the path whose role grants this; strangers learn nothing (404),
 * lower roles are told which one they need (403).
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Allowed {
  Permission value();
}
