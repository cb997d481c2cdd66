package dev.tributary.sandbox.meta.oauth;

/** Who a token stands for. */
public enum MetaUser {
  OWNER("10150000000000001", "Olga Owner", false),
  /** Another login with the same rights. */
  COLLEAGUE("10150000000000002", "Carl Colleague", false),
  SYSTEM("10150000000000009", "Tributary System User", true);

  private final String id;
  private final String fullName;
  private final boolean system;

  MetaUser(String id, String fullName, boolean system) {
    this.id = id;
    this.fullName = fullName;
    this.system = system;
  }

  public String id() {
    return id;
  }

  public String fullName() {
    return fullName;
  }

  /** A system user belongs to a business and not to a person. */
  public boolean system() {
    return system;
  }
}
