package dev.tributary.engine.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The tables of docs/states.md are those of {@link State} and {@link Freshness}. */
class StatesDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/states.md");
  private static final String BEGIN = "<!-- generated -->\n";
  private static final String END = "<!-- end -->";

  private static String generated() {
    StringBuilder text = new StringBuilder("| state | status | meaning | what to do |\n");
    text.append("| --- | --- | --- | --- |\n");
    for (State state : State.values()) {
      text.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(
                  state.word(),
                  state.status().name().toLowerCase(Locale.ROOT),
                  state.meaning(),
                  state.nextStep()));
    }
    text.append("\n| freshness | meaning |\n| --- | --- |\n");
    for (Freshness freshness : Freshness.values()) {
      text.append("| `%s` | %s |%n".formatted(freshness.word(), freshness.meaning()));
    }
    return text.toString();
  }

  @Test
  void the_document_says_what_the_code_says() throws IOException {
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END);
    if (Boolean.getBoolean("tributary.write-reference")) {
      document = document.substring(0, begin) + generated() + document.substring(end);
      Files.writeString(DOCUMENT, document);
      end = document.indexOf(END);
    }
    assertThat(document.substring(begin, end))
        .as("run ./tributary test -Dtributary.write-reference=true to write it anew")
        .isEqualTo(generated());
  }
}
