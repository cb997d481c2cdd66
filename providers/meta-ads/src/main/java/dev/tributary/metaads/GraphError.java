package dev.tributary.metaads;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What Meta says about a request that failed, in an answer's {@code error} or in a report run.
 *
 * @param code 0 where there is none
 * @param subcode 0 where there is none
 * @param message free of secrets
 * @param transientOne Meta's own hint that another try may help
 */
record GraphError(int code, int subcode, String message, boolean transientOne) {

  /** The member {@code error} of an answer. */
  static GraphError of(JsonNode error, String maskedMessage) {
    return new GraphError(
        error.path("code").asInt(0),
        error.path("error_subcode").asInt(0),
        maskedMessage,
        error.path("is_transient").asBoolean(false));
  }

  boolean says(String words) {
    return message.toLowerCase(Locale.ROOT).contains(words);
  }

  /** As people look it up: {@code code 190, subcode 460}. */
  String number() {
    return subcode == 0 ? "code " + code : "code " + code + ", subcode " + subcode;
  }
}
