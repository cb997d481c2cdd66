package dev.tributary.engine.connect;

import dev.tributary.engine.plan.AccountDays;
import dev.tributary.engine.plan.Rhythm;
import dev.tributary.engine.queue.SyncQueue;
import dev.tributary.engine.sync.SyncTools;
import dev.tributary.spi.AccountLister;
import dev.tributary.spi.DayRange;
import dev.tributary.spi.ProviderDescriptor;
import dev.tributary.store.Integration;
import dev.tributary.store.JobTrigger;
import dev.tributary.store.Priority;
import dev.tributary.store.Schedule;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Changes what an integration reads and when. A turn that is running ends after the slice that it
 * is at; whatever comes next goes by the new settings.
 */
final class SettingsChanges {
  /** How far a first read reaches; it changes what is asked for, not what the numbers mean. */
  private static final String BACKFILL_DAYS = "backfillDays";

  /** Of what is stored; what the provider no longer keeps is left as it is. */
  private static final int REREAD_DAYS = 1_200;

  private static final String STREAM_SWITCHES = ProviderDescriptor.switchOf("");

  private final SyncTools tools;
  private final Asks asks;
  private final Deeds deeds;
  private final SyncQueue queue;

  SettingsChanges(SyncTools tools, Asks asks, Deeds deeds, SyncQueue queue) {
    this.tools = tools;
    this.asks = asks;
    this.deeds = deeds;
    this.queue = queue;
  }

  /**
   * @param version that the wish was made for
   */
  Integration change(
      UUID workspace,
      UUID id,
      long version,
      Map<String, String> settings,
      Optional<Schedule> schedule)
      throws ConnectException {
    Integration known = deeds.find(workspace, id);
    checkSwitches(known.provider(), settings);
    checkDecided(known, settings);
    if (schedule.isPresent()) {
      check(schedule.get());
    }
    Instant now = tools.clock().instant();
    Optional<Integration> changed =
        tools
            .stores()
            .database()
            .system(() ->
                tools
                    .stores()
                    .integrations()
                    .lock(workspace, id)
                    .filter(locked -> locked.version() == version)
                    .map(locked -> change(locked, settings, schedule, now)));
    queue.wake();
    return changed.orElseThrow(() ->
        new ConnectException(
            "changed_meanwhile",
            "The settings were changed by somebody else meanwhile. Look at them again and repeat the change."));
  }

  private Integration change(
      Integration before, Map<String, String> settings, Optional<Schedule> schedule, Instant now) {
    boolean settingsSame = before.settings().equals(settings);
    if (settingsSame && before.schedule().equals(schedule)) {
      return before;
    }
    tools
        .stores()
        .integrations()
        .change(before.workspaceId(), before.id(), before.version(), settings, schedule, now);
    Integration after =
        tools.stores().integrations().find(before.workspaceId(), before.id()).orElseThrow();
    if (!before.schedule().equals(schedule)) {
      follow(before, after, now);
      deeds.audit(after, "integration.schedule_changed", described(after), now);
    }
    if (!settingsSame) {
      reread(before, after, now);
      deeds.audit(after, "integration.settings_changed", "Its settings were changed.", now);
    }
    return after;
  }

  /** What waits for the next sync waits for the new schedule's. */
  private void follow(Integration before, Integration after, Instant now) {
    Rhythm old = tools.settings().rhythm(before);
    Instant next = tools.settings().rhythm(after).after(now);
    Instant until = old.after(now).isAfter(next) ? old.after(now) : next;
    tools.stores().ledger().waitFor(after.workspaceId(), after.id(), now, until, next);
    boolean waits =
        tools.stores().jobs().open(after.workspaceId(), after.id()).isEmpty()
            && tools.stores().requests().open(after.workspaceId(), after.id()).isEmpty();
    if (after.state().syncs() && waits) {
      queue.move(after.workspaceId(), after.provider(), after.id(), next);
    } else if (after.state().syncs()) {
      queue.pull(after.workspaceId(), after.provider(), after.id(), next, Priority.LIVE);
    }
  }

  /** Days that were read under other settings are read again; a wider history is fetched. */
  private void reread(Integration before, Integration after, Instant now) {
    if (!meaning(before).equals(meaning(after))) {
      asks.request(after, wish(after, REREAD_DAYS, "settings_changed", now), now);
    } else if (backfillDays(after) > backfillDays(before)) {
      asks.request(after, wish(after, backfillDays(after), "first_backfill", now), now);
    }
    if (after.state().syncs()) {
      queue.pull(after.workspaceId(), after.provider(), after.id(), now, Priority.LIVE);
    }
  }

  private Asks.Wish wish(Integration integration, int days, String reason, Instant now) {
    LocalDate today = new AccountDays(integration.account().zone()).on(now);
    return new Asks.Wish(
        Optional.of(new DayRange(today.minusDays(days), today)),
        List.of(),
        reason,
        Priority.BACKFILL,
        JobTrigger.BACKFILL,
        true);
  }

  /** The settings by which numbers mean something else. */
  private static Map<String, String> meaning(Integration integration) {
    Predicate<String> counts =
        name -> !name.startsWith(STREAM_SWITCHES) && !name.equals(BACKFILL_DAYS);
    return integration.settings().entrySet().stream()
        .filter(setting -> counts.test(setting.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private int backfillDays(Integration integration) {
    String days = integration.settings().getOrDefault(BACKFILL_DAYS, "");
    return days.matches("[0-9]{1,4}") ? Integer.parseInt(days) : tools.settings().backfillDays();
  }

  private void checkSwitches(String provider, Map<String, String> settings)
      throws ConnectException {
    ProviderDescriptor descriptor = tools.adapters().of(provider).describe();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (!setting.getKey().startsWith(STREAM_SWITCHES)) {
        continue;
      }
      boolean known =
          descriptor.streams().stream()
              .anyMatch(
                  stream -> ProviderDescriptor.switchOf(stream.name()).equals(setting.getKey()));
      if (!known || !setting.getValue().matches("true|false")) {
        throw new ConnectException(
            "setting_unreadable",
            "The setting %s cannot be %s; %s has the streams %s, which are true or false."
                .formatted(
                    setting.getKey(),
                    setting.getValue(),
                    descriptor.name(),
                    descriptor.streams().stream()
                        .map(stream -> ProviderDescriptor.switchOf(stream.name()))
                        .collect(Collectors.joining(", "))));
      }
    }
    if (descriptor.streams(settings).isEmpty()) {
      throw new ConnectException(
          "nothing_chosen",
          "Every stream would be switched off; leave one on, or pause the connection.");
    }
  }

  /** What was decided when the account was connected stays for good. */
  private void checkDecided(Integration known, Map<String, String> settings)
      throws ConnectException {
    if (!(tools.adapters().of(known.provider()) instanceof AccountLister lister)) {
      return;
    }
    ZoneId zone;
    try {
      zone = lister.chosen(known.account(), settings).zone();
    } catch (IllegalArgumentException unusable) {
      throw new ConnectException("setting_unreadable", String.valueOf(unusable.getMessage()));
    }
    if (!zone.equals(known.account().zone())) {
      throw new ConnectException(
          "zone_fixed",
          "%s was connected with days of %s, and its numbers are kept by them; the time zone cannot be changed. Connect it anew in another workspace."
              .formatted(known.account().name(), known.account().zone()));
    }
  }

  private static void check(Schedule schedule) throws ConnectException {
    switch (schedule) {
      case Schedule.Every(var interval) -> Schedules.every(interval);
      case Schedule.Cron(String expression, var zone) -> Schedules.cron(expression, zone.getId());
    }
  }

  private static String described(Integration integration) {
    return integration
        .schedule()
        .map(schedule ->
            switch (schedule) {
              case Schedule.Every(var interval) -> "It is synced every " + interval + ".";
              case Schedule.Cron(String expression, var zone) ->
                  "It is synced at " + expression + " by the clock of " + zone + ".";
            })
        .orElse("It is synced as often as the installation's standard says.");
  }
}
