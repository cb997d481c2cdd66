package dev.tributary.server.api.runs;

import dev.tributary.server.api.ApiProblem;
import java.util.Arrays;
import java.util.Locale;

/** Constants as the API writes them: lower-case words. */
final class Words {
  private Words() {}

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws ApiProblem it is none of them
   */
  static <E extends Enum<E>> E of(String field, String word, E[] all) {
    return Arrays.stream(all)
        .filter(one -> word(one).equals(word))
        .findFirst()
        .orElseThrow(() ->
            ApiProblem.invalid(
                field,
                "is one of "
                    + String.join(", ", Arrays.stream(all).map(Words::word).toList())));
  }
}
