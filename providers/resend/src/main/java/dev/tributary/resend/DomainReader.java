package dev.tributary.resend;

import dev.tributary.resend.Domains.Domain;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Call;
import dev.tributary.spi.Rows;
import dev.tributary.spi.SyncException;
import dev.tributary.spi.SyncRequest;
import java.util.List;

/** Reads the domains as they are now; every row carries the slice's last day. */
final class DomainReader {
  private final Domains domains;

  DomainReader(Domains domains) {
    this.domains = domains;
  }

  Batch read(SyncRequest request, Call call) throws SyncException, InterruptedException {
    Settings settings = Settings.of(request.connection().settings());
    Rows.Builder rows = Rows.builder(request.stream());
    for (Domain domain : domains.all(request.connection().credentials(), call)) {
      if (settings.wants(domain.name())) {
        rows.row(request.slice().days().last())
            .text(0, domain.id())
            .text(1, domain.name())
            .text(2, domain.status())
            .text(3, domain.region())
            .text(4, onOff(domain.opens()))
            .text(5, onOff(domain.clicks()))
            .text(6, onOff(domain.sending()))
            .text(7, onOff(domain.receiving()))
            .text(8, domain.createdAt());
      }
    }
    return Batches.of(request, request.slice().days().first(), rows.build(), List.of());
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }
}
