package dev.tributary.sandbox.meta.world;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/**
 * One simulated ad account.
 *
 * @param id the number behind "act_"
 * @param ordinal 1 and up; part of the ids of everything in the account
 * @param status Meta's number: 1 active, 2 disabled
 * @param disableReason Meta's number; 0 for none
 * @param readable false when the users may not read its ads
 * @param shape how much is in it
 * @param limits what is too much at once
 * @param adjusted hundredths of spend, impressions and clicks that certain days really have
 * @param attribution what ad sets count, by their index, where somebody changed it
 */
public record AdAccount(
    String id,
    int ordinal,
    String name,
    String currency,
    ZoneId zone,
    int status,
    int disableReason,
    Business business,
    boolean readable,
    Shape shape,
    Limits limits,
    Map<LocalDate, Integer> adjusted,
    Map<Integer, Window.Setting> attribution) {

  /** The business that owns an account. */
  public record Business(String id, String name) {}

  /**
   * How big an account is.
   *
   * @param campaigns those that always exist
   * @param seasons whether a campaign of {@link dev.tributary.sandbox.MetaCampaigns} comes every 28
   *     days, and whether some objects are paused, archived and deleted
   * @param impressionsPerAd mean impressions of an ad on a day
   * @param audience people who can be reached
   */
  public record Shape(
      int campaigns,
      boolean seasons,
      int setsPerCampaign,
      int adsPerSet,
      int impressionsPerAd,
      int audience) {
    public Shape {
      if (campaigns < 0 || setsPerCampaign < 1 || adsPerSet < 1 || impressionsPerAd < 1) {
        throw new IllegalArgumentException("an account's shape has positive numbers");
      }
      if ((long) campaigns * setsPerCampaign * adsPerSet > 1_000_000) {
        throw new IllegalArgumentException("an account has at most 1000000 ads");
      }
    }

    public int adsPerCampaign() {
      return setsPerCampaign * adsPerSet;
    }
  }

  /**
   * What Meta answers at once.
   *
   * @param syncRows rows that a direct question may touch: more is "reduce the amount of data"
   * @param asyncRows rows that a report run may touch
   * @param pageValues rows times fields of one page
   * @param points calls and rows that insights give out in an hour
   */
  public record Limits(int syncRows, int asyncRows, int pageValues, long points) {
    static final Limits USUAL = new Limits(20_000, 1_000_000, 200_000, 190_000);
  }

  public AdAccount {
    adjusted = Map.copyOf(adjusted);
    attribution = Map.copyOf(attribution);
  }

  /** Digits after the point: 0 for currencies without minor units. */
  public int digits() {
    return currency.equals("JPY") ? 0 : 2;
  }

  public AdAccount withZone(ZoneId other) {
    return new AdAccount(
        id,
        ordinal,
        name,
        currency,
        other,
        status,
        disableReason,
        business,
        readable,
        shape,
        limits,
        adjusted,
        attribution);
  }

  public AdAccount withCurrency(String other) {
    return new AdAccount(
        id,
        ordinal,
        name,
        other,
        zone,
        status,
        disableReason,
        business,
        readable,
        shape,
        limits,
        adjusted,
        attribution);
  }

  public AdAccount withName(String other) {
    return new AdAccount(
        id,
        ordinal,
        other,
        currency,
        zone,
        status,
        disableReason,
        business,
        readable,
        shape,
        limits,
        adjusted,
        attribution);
  }

  public AdAccount withStatus(int other, int reason) {
    return new AdAccount(
        id,
        ordinal,
        name,
        currency,
        zone,
        other,
        reason,
        business,
        readable,
        shape,
        limits,
        adjusted,
        attribution);
  }

  public AdAccount withReadable(boolean other) {
    return new AdAccount(
        id,
        ordinal,
        name,
        currency,
        zone,
        status,
        disableReason,
        business,
        other,
        shape,
        limits,
        adjusted,
        attribution);
  }

  public AdAccount withShape(Shape other) {
    return new AdAccount(
        id,
        ordinal,
        name,
        currency,
        zone,
        status,
        disableReason,
        business,
        readable,
        other,
        limits,
        adjusted,
        attribution);
  }

  public AdAccount withLimits(Limits other) {
    return new AdAccount(
        id,
        ordinal,
        name,
        currency,
        zone,
        status,
        disableReason,
        business,
        readable,
        shape,
        other,
        adjusted,
        attribution);
  }

  /** From now on {@code day} has {@code percent} of what it had. */
  public AdAccount withAdjusted(LocalDate day, int percent) {
    Map<LocalDate, Integer> more = new HashMap<>(adjusted);
    more.put(day, percent);
    return new AdAccount(
        id,
        ordinal,
        name,
        currency,
        zone,
        status,
        disableReason,
        business,
        readable,
        shape,
        limits,
        more,
        attribution);
  }

  /** From now on an ad set counts otherwise, for days that are past too. */
  public AdAccount withAttribution(int adSet, Window.Setting setting) {
    Map<Integer, Window.Setting> more = new HashMap<>(attribution);
    more.put(adSet, setting);
    return new AdAccount(
        id,
        ordinal,
        name,
        currency,
        zone,
        status,
        disableReason,
        business,
        readable,
        shape,
        limits,
        adjusted,
        more);
  }
}
