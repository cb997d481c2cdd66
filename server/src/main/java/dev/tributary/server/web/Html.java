package dev.tributary.server.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.web.util.HtmlUtils;

/** The few plain pages of the server. */
public final class Html {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; }
      th, td { padding: .3rem .9rem .3rem 0; text-align: left; border-bottom: 1px solid #8884; }
      td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
      """;

  /** Lets a content security policy allow this style and no other. */
  static final String STYLE_SOURCE = source(STYLE);

  private Html() {}

  /** Lets a content security policy allow exactly this text of a style or script. */
  static String source(String text) {
    return "'sha256-" + sha256(text) + "'";
  }

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  public static String escape(String text) {
    return HtmlUtils.htmlEscape(text);
  }

  /**
   * @param body markup; its texts are escaped already
   */
  public static String page(String title, String body) {
    return page(title, body, "", "");
  }

  /**
   * @param attributes of the body, with their texts escaped and a blank before each
   * @param script allowed by the page's policy, see {@link #source}; empty for none
   */
  static String page(String title, String body, String attributes, String script) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%1$s · Tributary</title>
    <style>%3$s</style>
    </head>
    <body%4$s>
    <h1>%1$s</h1>
    %2$s%5$s
    </body>
    </html>
    """
        .formatted(
            escape(title),
            body,
            STYLE,
            attributes,
            script.isEmpty() ? "" : "<script>" + script + "</script>");
  }
}
