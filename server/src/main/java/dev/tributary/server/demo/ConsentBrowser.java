package dev.tributary.server.demo;

import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a person's browser does when connecting an account: opens the address, presses the one
 * button, keeps cookies and follows redirects. The sandbox's consent page approves by itself.
 */
public final class ConsentBrowser {
  private static final int STEPS_MAX = 10;
  private static final Pattern FIELD =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");
  private static final Pattern ACTION =
      Pattern.compile("<form method=\"post\" action=\"([^\"]+)\">");

  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(new CookieManager())
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /**
   * Opens the address and goes on to the page that ends the flow.
   *
   * @return the last page's text
   * @throws Problem when a page on the way answered with an error
   */
  public String open(URI address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).GET().build();
    for (int step = 0; step < STEPS_MAX; step++) {
      HttpResponse<String> answer = send(request);
      URI here = request.uri();
      Matcher form = ACTION.matcher(answer.body());
      if (answer.statusCode() / 100 == 3) {
        String next = answer.headers().firstValue("Location").orElse("");
        request = HttpRequest.newBuilder(here.resolve(next)).GET().build();
      } else if (answer.statusCode() != 200) {
        throw new Problem(
            ExitCode.PROVIDER,
            "Connecting ended at "
                + here.getHost()
                + here.getPath()
                + " with status "
                + answer.statusCode()
                + ".");
      } else if (form.find()) {
        request = submit(here.resolve(form.group(1)), answer.body());
      } else {
        return answer.body();
      }
    }
    throw new Problem(ExitCode.PROVIDER, "Connecting went from page to page without an end.");
  }

  private static HttpRequest submit(URI action, String page) {
    StringBuilder fields = new StringBuilder();
    Matcher field = FIELD.matcher(page);
    while (field.find()) {
      fields
          .append(fields.isEmpty() ? "" : "&")
          .append(URLEncoder.encode(field.group(1), StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(field.group(2), StandardCharsets.UTF_8));
    }
    return HttpRequest.newBuilder(action)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(fields.toString()))
        .build();
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Problem(
          ExitCode.PROVIDER,
          "No answer came from " + request.uri().getHost() + " while connecting.",
          e);
    }
  }
}
