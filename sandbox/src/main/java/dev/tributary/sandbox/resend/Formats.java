package dev.tributary.sandbox.resend;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Resend writes moments in two ways: the API with a blank and "+00", events and metrics as ISO. */
public final class Formats {
  private static final DateTimeFormatter API =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Formats() {}

  public static String api(Instant at) {
    return API.format(at);
  }

  public static String iso(Instant at) {
    return ISO.format(at);
  }
}
