package dev.tributary.testkit;

import dev.tributary.spi.Failure.Category;
import java.util.Set;

/** Ways in which a provider or what lies between goes wrong, with the categories that fit. */
public enum BadAnswer {
  /** The connection ends in the middle of the body. */
  CUT(Category.SYSTEM, Category.DATA),
  /** A complete answer whose JSON stops in the middle. */
  BROKEN_JSON(Category.DATA),
  /** Status 200 and nothing. */
  EMPTY(Category.DATA),
  /** Status 200 and a page for people, as hotels and proxies send. */
  PAGE(Category.DATA, Category.API),
  /** Status 200 and JSON of another form. */
  OTHER_JSON(Category.DATA),
  /** Bytes so slow that no deadline is kept. */
  SLOW(Category.SYSTEM),
  /** Status 500 with a page for people. */
  SERVER_ERROR(Category.API),
  /** Status 503 with nothing. */
  UNAVAILABLE(Category.API),
  /** Status 401. */
  UNAUTHORIZED(Category.AUTHENTICATION),
  /** A redirect to another host, which must never see the token. */
  REDIRECT(Category.API, Category.DATA, Category.SYSTEM);

  private final Set<Category> fitting;

  BadAnswer(Category... fitting) {
    this.fitting = Set.of(fitting);
  }

  public Set<Category> fitting() {
    return fitting;
  }
}
