package dev.tributary.sandbox.meta.world;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The attribution windows that still return data, by Meta's names. */
public enum Window {
  CLICK_1("1d_click", Touch.CLICK_DAY),
  CLICK_7("7d_click", Touch.CLICK_DAY, Touch.CLICK_WEEK),
  CLICK_28("28d_click", Touch.CLICK_DAY, Touch.CLICK_WEEK, Touch.CLICK_MONTH),
  VIEW_1("1d_view", Touch.VIEW_DAY),
  ENGAGED_VIEW_1("1d_ev", Touch.ENGAGED_VIEW_DAY);

  /** How someone came from an ad to a conversion. */
  public enum Touch {
    CLICK_DAY,
    CLICK_WEEK,
    CLICK_MONTH,
    VIEW_DAY,
    ENGAGED_VIEW_DAY
  }

  private final String apiName;
  private final List<Touch> touches;

  Window(String apiName, Touch... touches) {
    this.apiName = apiName;
    this.touches = List.of(touches);
  }

  public String apiName() {
    return apiName;
  }

  public List<Touch> touches() {
    return touches;
  }

  /** Empty for names that Meta knows and returns no data for. */
  public static Optional<Window> named(String apiName) {
    for (Window one : values()) {
      if (one.apiName.equals(apiName)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** What an ad set counts as its own: the windows behind {@code value}. */
  public enum Setting {
    CLICK_7_VIEW_1(
        "7d_click_1d_view",
        Touch.CLICK_DAY,
        Touch.CLICK_WEEK,
        Touch.VIEW_DAY,
        Touch.ENGAGED_VIEW_DAY),
    CLICK_1("1d_click", Touch.CLICK_DAY);

    private final String apiName;
    private final List<Touch> touches;

    Setting(String apiName, Touch... touches) {
      this.apiName = apiName;
      this.touches = List.of(touches);
    }

    public String apiName() {
      return apiName;
    }

    /** Empty for settings that the sandbox does not play. */
    public static Optional<Setting> settingNamed(String apiName) {
      return Arrays.stream(values()).filter(one -> one.apiName.equals(apiName)).findFirst();
    }

    public boolean counts(Touch touch) {
      return touches.contains(touch);
    }
  }
}
