package dev.tributary.sandbox.resend.mail;

import dev.tributary.sandbox.resend.ResendErrors;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** E-mail addresses, plain or as {@code Name <address>}. */
public final class Addresses {
  /** The domain of Resend's own test addresses. */
  public static final String TEST_DOMAIN = "resend.dev";

  private static final Pattern FORM = Pattern.compile("(?:[^<>]*<([^<>\\s]+)>|([^<>\\s]+))");
  private static final Pattern ADDRESS =
      Pattern.compile("[^@\\s,;]{1,64}@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}");
  private static final Pattern TEST =
      Pattern.compile("(delivered|bounced|complained|suppressed)(\\+[^@]*)?@resend\\.dev");

  /** Resend sends nothing there, so that nobody tests with them. */
  private static final Set<String> REFUSED =
      Set.of("example.com", "example.org", "example.net", "test.com");

  private Addresses() {}

  /** In lower case and without a name; refused when it is none. */
  public static String bare(String text, String field) {
    Matcher form = FORM.matcher(text.strip());
    String address = form.matches() ? (form.group(1) == null ? form.group(2) : form.group(1)) : "";
    if (!ADDRESS.matcher(address).matches()) {
      throw ResendErrors.invalid(
          "Invalid `"
              + field
              + "` field. The email address needs to follow the `email@example.com` or `Name"
              + " <email@example.com>` format.");
    }
    return address.toLowerCase(Locale.ROOT);
  }

  public static String domain(String address) {
    return address.substring(address.indexOf('@') + 1);
  }

  static void checkRecipients(List<String> recipients, String field) {
    for (String one : recipients) {
      if (REFUSED.contains(domain(bare(one, field)))) {
        throw ResendErrors.invalid(
            "Invalid `"
                + field
                + "` field. Please use our testing email address instead of domains like `"
                + domain(bare(one, field))
                + "`.");
      }
    }
  }

  /** One of the four with a fate of its own, labels included. */
  public static boolean test(String address) {
    return TEST.matcher(address).matches();
  }
}
