package dev.tributary.engine.email;

import dev.tributary.store.Database;
import dev.tributary.store.EmailBatchStore;
import dev.tributary.store.EmailChunkStore;
import dev.tributary.store.EmailEventStore;
import dev.tributary.store.EmailMessageStore;
import dev.tributary.store.EmailParking;
import dev.tributary.store.EmailPersonStore;
import dev.tributary.store.EmailRecipientStore;
import dev.tributary.store.EmailWatchStore;
import dev.tributary.store.SuppressionStore;

/** Every store of e-mail of one database. */
public record EmailStores(
    EmailBatchStore batches,
    EmailChunkStore chunks,
    EmailParking parking,
    EmailRecipientStore recipients,
    EmailMessageStore messages,
    EmailEventStore events,
    SuppressionStore suppressions,
    EmailPersonStore persons,
    EmailWatchStore watches) {

  public static EmailStores of(Database database) {
    return new EmailStores(
        new EmailBatchStore(database),
        new EmailChunkStore(database),
        new EmailParking(database),
        new EmailRecipientStore(database),
        new EmailMessageStore(database),
        new EmailEventStore(database),
        new SuppressionStore(database),
        new EmailPersonStore(database),
        new EmailWatchStore(database));
  }
}
