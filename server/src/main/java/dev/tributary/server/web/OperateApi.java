package dev.tributary.server.web;

import dev.tributary.engine.Progress;
import dev.tributary.engine.connect.Asks;
import dev.tributary.engine.connect.ConnectException;
import dev.tributary.server.ExitCode;
import dev.tributary.server.Problem;
import dev.tributary.server.api.kpis.Explaining;
import dev.tributary.server.api.kpis.Explanation;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.spi.DayRange;
import dev.tributary.store.Integration;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How the command line looks after connections. {@link ControlGate} lets nobody else in. */
@RestController
@RequestMapping("/control")
final class OperateApi {
  private final BackendSource source;

  OperateApi(BackendSource source) {
    this.source = source;
  }

  /** Tells the command line that this is the server whose token it has. */
  @GetMapping("/hello")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void hello() {}

  @GetMapping("/status")
  Status.Report status() {
    return new Status(source.get()).report();
  }

  @GetMapping("/operations/{operation}")
  Progress progress(@PathVariable UUID operation) {
    Backend backend = source.get();
    return backend.engine().progress(backend.workspace().id(), operation);
  }

  /**
   * @param account a connection's id or the provider's account id; may be left out with one
   *     connection
   */
  @GetMapping("/explanation")
  Explanation explain(
      @RequestParam Optional<String> account,
      @RequestParam String kpi,
      @RequestParam Optional<LocalDate> from,
      @RequestParam Optional<LocalDate> to) {
    Backend backend = source.get();
    return new Explaining(backend).of(Accounts.one(backend, account), kpi, from, to);
  }

  /** What is to be read now; without days those that may still change. */
  record SyncWish(Optional<String> account, Optional<LocalDate> from, Optional<LocalDate> to) {}

  /** A sync that was asked for. */
  record Asked(UUID integration, String account, UUID operation) {}

  @PostMapping("/syncs")
  List<Asked> sync(@RequestBody SyncWish wish) throws ConnectException {
    Backend backend = source.get();
    List<Integration> wanted =
        wish.account().isPresent()
            ? List.of(Accounts.one(backend, wish.account()))
            : Accounts.all(backend).stream()
                .filter(integration -> integration.state().syncs())
                .toList();
    if (wanted.isEmpty()) {
      throw new Problem(
          ExitCode.USAGE,
          "Nothing is connected that could sync. Run ./tributary connect google_analytics.");
    }
    Map<UUID, Asks.Wish> wishes = new LinkedHashMap<>();
    wanted.forEach(one -> wishes.put(one.id(), wish(wish, backend, one)));
    Map<UUID, UUID> operations = backend.engine().asks().askAll(backend.workspace().id(), wishes);
    return wanted.stream()
        .map(one ->
            new Asked(
                one.id(),
                one.account().name(),
                Optional.ofNullable(operations.get(one.id())).orElseThrow()))
        .toList();
  }

  private static Asks.Wish wish(SyncWish wish, Backend backend, Integration integration) {
    if (wish.from().isEmpty() && wish.to().isEmpty()) {
      return Asks.Wish.syncNow();
    }
    LocalDate today = LocalDate.ofInstant(backend.engine().now(), integration.account().zone());
    LocalDate to = wish.to().orElse(today);
    if (wish.from().orElse(to).isAfter(today)) {
      throw new Problem(
          ExitCode.USAGE,
          "%s lies in the future of %s, where it is %s; name days that were."
              .formatted(wish.from().orElse(to), integration.account().name(), today));
    }
    return Asks.Wish.reread(Days.between(wish.from().orElse(to), to), List.of());
  }

  /** Ranges as people give them. */
  static final class Days {
    private Days() {}

    static DayRange between(LocalDate from, LocalDate to) {
      if (to.isBefore(from)) {
        throw new Problem(
            ExitCode.USAGE, "--from " + from + " lies after --to " + to + "; exchange them.");
      }
      return new DayRange(from, to);
    }
  }
}
