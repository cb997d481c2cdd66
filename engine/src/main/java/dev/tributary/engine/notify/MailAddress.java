package dev.tributary.engine.notify;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;

/** Reads addresses as a mail server would. */
public final class MailAddress {

  /** Whether the text is one address with a domain, without a name or a list. */
  public static boolean isOne(String text) {
    try {
      InternetAddress[] all = InternetAddress.parse(text, true);
      return all.length == 1
          && !all[0].isGroup()
          && all[0].getAddress().equals(text.strip())
          && text.lastIndexOf('@') > 0
          && text.chars().noneMatch(Character::isISOControl);
    } catch (AddressException e) {
      return false;
    }
  }

  /** The part after the last @. */
  static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  private MailAddress() {}
}
