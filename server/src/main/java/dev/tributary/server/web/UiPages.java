package dev.tributary.server.web;

import dev.tributary.server.api.Public;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The web UI's addresses. All of them load the same page, which reads its address in the browser; a
 * page that it does not know is its own affair.
 */
@RestController
final class UiPages implements WebMvcConfigurer {
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final UserInterface ui = UserInterface.ofThisBuild();

  @Public
  @GetMapping(
      path = {"/", "/setup", "/sign-in", "/entry", "/invitation", "/connect/{id:.{36}}", "/w/**"},
      produces = MediaType.TEXT_HTML_VALUE)
  String page() {
    return ui.page();
  }

  /** A built file has its content's hash in its name, so that it never changes. */
  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry
        .addResourceHandler("/assets/**")
        .addResourceLocations("classpath:/static/assets/")
        .setCacheControl(CacheControl.maxAge(FOR_EVER).cachePublic().immutable());
  }
}
