package dev.tributary.sandbox.resend.mail;

/** Why a recipient's server took nothing (resend.com/docs, Email bounces). */
public enum Bounce {
  NO_EMAIL("Permanent", "NoEmail", "smtp; 550 5.1.1 user unknown"),
  GENERAL("Permanent", "General", "smtp; 554 5.7.1 message refused"),
  MAILBOX_FULL("Transient", "MailboxFull", "smtp; 452 4.2.2 mailbox full"),
  UNDETERMINED("Undetermined", "Undetermined", "smtp; 500 no reason given");

  private final String type;
  private final String subType;
  private final String diagnosticCode;

  Bounce(String type, String subType, String diagnosticCode) {
    this.type = type;
    this.subType = subType;
    this.diagnosticCode = diagnosticCode;
  }

  public String type() {
    return type;
  }

  public String subType() {
    return subType;
  }

  public String diagnosticCode() {
    return diagnosticCode;
  }

  public boolean permanent() {
    return type.equals("Permanent");
  }
}
