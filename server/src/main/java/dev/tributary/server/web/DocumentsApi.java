package dev.tributary.server.web;

import dev.tributary.server.api.Public;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The API's own documents: for programs, and for people without a script. */
@RestController
final class DocumentsApi {
  /** Copied by the build from docs/openapi.yaml, which a test keeps equal to the code. */
  private static final String DOCUMENT = "/dev/tributary/server/openapi.yaml";

  /** The API as an OpenAPI 3.1 document. */
  @Public
  @GetMapping(path = "/api/v1/openapi.yaml", produces = "application/yaml;charset=UTF-8")
  String openapi() {
    return document();
  }

  /** The same to read. */
  @Public
  @GetMapping(path = "/api/v1/docs", produces = "text/html;charset=UTF-8")
  String docs() {
    return Html.page("The API of Tributary", ApiReference.of(document()));
  }

  /** Every problem that the API answers with; a problem's type leads here. */
  @Public
  @GetMapping(path = "/docs/problems", produces = "text/html;charset=UTF-8")
  String problems() {
    return Html.page("Problems", ProblemsReference.html());
  }

  private static String document() {
    try (InputStream in = DocumentsApi.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + DOCUMENT);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
