package dev.tributary.server.people;

import dev.tributary.server.people.Refusal.Kind;
import java.util.Locale;
import java.util.regex.Pattern;

/** E-mail addresses as names of people. */
final class EmailAddress {
  private static final Pattern SHAPE =
      Pattern.compile("[^\\s@<>\"(),:;\\\\]{1,64}@[^\\s@<>\"(),:;\\\\]{1,189}");

  private EmailAddress() {}

  /**
   * In the one writing that is stored.
   *
   * @throws Refusal it is none
   */
  static String of(String text) {
    String email = text.strip().toLowerCase(Locale.ROOT);
    if (!SHAPE.matcher(email).matches() || !email.substring(email.indexOf('@')).contains(".")) {
      throw new Refusal(
          Kind.INVALID,
          "email_unreadable",
          "This is no e-mail address; write it as name@example.com.");
    }
    return email;
  }
}
