package dev.tributary.server.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What fails outside of any handler, told by Tomcat: a problem document too. */
@RestController
final class ErrorAnswers implements ErrorController {

  @Public
  @RequestMapping("/error")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpStatus.NOT_FOUND.value();
    HttpStatus known = HttpStatus.resolve(status);
    HttpStatus told = known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known;
    boolean ours = told.is5xxServerError();
    ProblemDocument.of(
            told.value(),
            ours ? "internal_error" : told.name().toLowerCase(Locale.ROOT),
            ours ? "Tributary made a mistake; its log says more." : ProblemAnswers.sentence(told))
        .answer(response);
  }
}
