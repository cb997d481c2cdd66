package dev.tributary.engine;

import dev.tributary.engine.queue.DbSchedulerQueue;
import dev.tributary.store.Announcements;
import dev.tributary.store.AuditStore;
import dev.tributary.store.ChangeStore;
import dev.tributary.store.ConnectStore;
import dev.tributary.store.DataDeletionStore;
import dev.tributary.store.Database;
import dev.tributary.store.DeadLetterStore;
import dev.tributary.store.DeadLetterViews;
import dev.tributary.store.DeliveryStore;
import dev.tributary.store.EntityStore;
import dev.tributary.store.GrantStore;
import dev.tributary.store.HealthCheckStore;
import dev.tributary.store.InstallationLog;
import dev.tributary.store.IntegrationStore;
import dev.tributary.store.JobHistory;
import dev.tributary.store.JobStore;
import dev.tributary.store.LedgerStore;
import dev.tributary.store.NoticeRouteStore;
import dev.tributary.store.NoticeStore;
import dev.tributary.store.OAuthStore;
import dev.tributary.store.OpenSliceStore;
import dev.tributary.store.ProviderFaultStore;
import dev.tributary.store.ProviderPauseStore;
import dev.tributary.store.QuotaStore;
import dev.tributary.store.RangeRequestStore;
import dev.tributary.store.ScheduleStore;
import dev.tributary.store.SelfReplayStore;
import dev.tributary.store.SliceStore;
import dev.tributary.store.StreamStore;
import dev.tributary.store.TurnStore;
import dev.tributary.store.WebhookEventStore;
import dev.tributary.store.WebhookSubscriptionStore;

/** Every store of one database. */
public record Stores(
    Database database,
    IntegrationStore integrations,
    GrantStore grants,
    JobStore jobs,
    JobHistory jobHistory,
    TurnStore turns,
    LedgerStore ledger,
    RangeRequestStore requests,
    SliceStore slices,
    OpenSliceStore openSlices,
    StreamStore streams,
    DeadLetterStore deadLetters,
    QuotaStore quotas,
    ProviderFaultStore providerFaults,
    OAuthStore oauth,
    ScheduleStore schedule,
    AuditStore audit,
    NoticeStore notices,
    InstallationLog installationLog,
    ProviderPauseStore providerPauses,
    Announcements announcements,
    HealthCheckStore health,
    DeadLetterViews deadLetterViews,
    SelfReplayStore selfReplays,
    NoticeRouteStore noticeRoutes,
    DeliveryStore deliveries,
    ConnectStore connects,
    EntityStore entities,
    ChangeStore changes,
    WebhookEventStore webhookEvents,
    WebhookSubscriptionStore subscriptions,
    DataDeletionStore dataDeletions) {

  public static Stores of(Database database) {
    return new Stores(
        database,
        new IntegrationStore(database),
        new GrantStore(database),
        new JobStore(database),
        new JobHistory(database),
        new TurnStore(database),
        new LedgerStore(database),
        new RangeRequestStore(database),
        new SliceStore(database),
        new OpenSliceStore(database),
        new StreamStore(database),
        new DeadLetterStore(database),
        new QuotaStore(database),
        new ProviderFaultStore(database),
        new OAuthStore(database),
        new ScheduleStore(database, DbSchedulerQueue.TASK),
        new AuditStore(database),
        new NoticeStore(database),
        new InstallationLog(database),
        new ProviderPauseStore(database),
        new Announcements(database),
        new HealthCheckStore(database),
        new DeadLetterViews(database),
        new SelfReplayStore(database),
        new NoticeRouteStore(database),
        new DeliveryStore(database),
        new ConnectStore(database),
        new EntityStore(database),
        new ChangeStore(database),
        new WebhookEventStore(database),
        new WebhookSubscriptionStore(database),
        new DataDeletionStore(database));
  }
}
