package dev.tributary.engine.kpi;

/** A question that cannot be asked; the message says why and what can. */
public final class KpiQueryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;

  KpiQueryException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** For programs, one of those in docs/kpis.md. */
  public String code() {
    return code;
  }
}
