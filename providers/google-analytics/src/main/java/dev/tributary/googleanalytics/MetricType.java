package dev.tributary.googleanalytics;

import dev.tributary.http.Amount;
import java.util.Arrays;
import java.util.Optional;

/** The metric types of the Data API; times are brought to seconds. */
enum MetricType {
  TYPE_INTEGER,
  TYPE_FLOAT,
  TYPE_SECONDS,
  TYPE_MILLISECONDS,
  TYPE_MINUTES,
  TYPE_HOURS,
  TYPE_STANDARD,
  TYPE_CURRENCY,
  TYPE_FEET,
  TYPE_MILES,
  TYPE_METERS,
  TYPE_KILOMETERS;

  static Optional<MetricType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** What a value is multiplied with, in thousandths. */
  long secondsPerThousand() {
    return switch (this) {
      case TYPE_MILLISECONDS -> 1;
      case TYPE_MINUTES -> 60_000;
      case TYPE_HOURS -> 3_600_000;
      case TYPE_INTEGER,
          TYPE_FLOAT,
          TYPE_SECONDS,
          TYPE_STANDARD,
          TYPE_CURRENCY,
          TYPE_FEET,
          TYPE_MILES,
          TYPE_METERS,
          TYPE_KILOMETERS ->
          1_000;
    };
  }

  /** Micros of this type in micros of a second. */
  long inSeconds(long micros) {
    if (micros == Amount.OUT_OF_RANGE) {
      return micros;
    }
    long factor = secondsPerThousand();
    if (factor < 1_000) {
      return Math.ceilDiv(micros - 500, 1_000);
    }
    return Math.abs(micros) > Long.MAX_VALUE / (factor / 1_000)
        ? Amount.OUT_OF_RANGE
        : micros * (factor / 1_000);
  }
}
