package dev.tributary.sandbox.google;

import dev.tributary.sandbox.http.Request;

/** Enums go out as names, or as numbers when {@code $alt=json;enum-encoding=int} asks for it. */
public final class EnumEncoding {
  private EnumEncoding() {}

  public static boolean asNumbers(Request request) {
    return request.query("$alt").orElse("").contains("enum-encoding=int");
  }

  /** For enums whose vendor numbers count from 1 in the order of the names. */
  public static Object of(Enum<?> value, boolean asNumber) {
    return asNumber ? value.ordinal() + 1 : value.name();
  }
}
