package dev.tributary.spi;

import java.math.BigDecimal;

/** What a template's variable is given for one e-mail. */
public sealed interface TemplateValue {

  /** As it stands in the e-mail. */
  String text();

  record Text(String text) implements TemplateValue {}

  record Decimal(BigDecimal number) implements TemplateValue {
    @Override
    public String text() {
      return number.toPlainString();
    }
  }
}
