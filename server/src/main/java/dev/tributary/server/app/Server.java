package dev.tributary.server.app;

import dev.tributary.server.observe.Metrics;
import dev.tributary.server.observe.Traces;
import dev.tributary.server.settings.Setting;
import dev.tributary.server.settings.Settings;
import dev.tributary.server.web.WebServer;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A running server: the backend and the web before it. */
public final class Server implements AutoCloseable {
  private final Backend backend;
  private final WebServer web;
  private final ControlFile controlFile;
  private final BackendSource source;
  private final Metrics metrics;
  private final Traces traces;

  private Server(
      Backend backend,
      WebServer web,
      ControlFile controlFile,
      BackendSource source,
      Metrics metrics,
      Traces traces) {
    this.backend = backend;
    this.web = web;
    this.controlFile = controlFile;
    this.source = source;
    this.metrics = metrics;
    this.traces = traces;
  }

  /**
   * Starts everything and returns when requests are answered. The web binds its port while the
   * database opens, so a taken port is told before anything is written.
   *
   * @param sync whether this process works on syncs if its roles say so, or only looks and connects
   */
  public static Server start(Settings settings, boolean sync) throws InterruptedException {
    return start(settings, sync, new BackendSource());
  }

  /** One that says to its visitors that it is a demo, and syncs when its engine is started. */
  public static Server startDemo(Settings settings, Simulation simulation)
      throws InterruptedException {
    return start(settings, false, BackendSource.ofDemo(simulation));
  }

  private static Server start(Settings settings, boolean sync, BackendSource source)
      throws InterruptedException {
    ListenAddress.of(settings).requireFree();
    Exposure.require(settings);
    ControlFile controlFile =
        ControlFile.prepare(settings.path(Setting.DATA), NodeRoles.of(settings));
    Metrics metrics = new Metrics(new VitalsCache(source, InstantSource.system()));
    Traces traces = Traces.of(settings, Version.TEXT);
    CompletableFuture<URI> publicUrl = new CompletableFuture<>();
    AtomicReference<@Nullable Backend> opened = new AtomicReference<>();
    WebServer web = null;
    boolean started = false;
    ExecutorService opener =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name("tributary-open").factory());
    try {
      var opening =
          opener.submit(() -> {
            opened.set(
                new Backend(settings, traces.watch(metrics.watch()), () -> answer(publicUrl)));
            return true;
          });
      web = WebServer.start(settings, source, controlFile, metrics, traces);
      publicUrl.complete(publicUrl(settings, web));
      opening.get();
      Backend backend = Optional.ofNullable(opened.get()).orElseThrow();
      if (sync && backend.roles().worker()) {
        backend.startWork();
      }
      source.opened(backend);
      controlFile.publish(
          web.port(), settings.textIfSet(Setting.DATABASE_URL).isEmpty(), ControlClient::lives);
      Server server = new Server(backend, web, controlFile, source, metrics, traces);
      started = true;
      return server;
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      // An interrupt or a taken port ends the opening too; close() waits for it.
      if (!started) {
        opener.shutdownNow();
      }
      opener.close();
      if (!started) {
        closeAll(controlFile::delete, web, opened.get(), traces, metrics);
      }
    }
  }

  private static URI answer(CompletableFuture<URI> publicUrl) throws InterruptedException {
    try {
      return publicUrl.get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static RuntimeException unwrapped(ExecutionException e) throws InterruptedException {
    return switch (e.getCause()) {
      case RuntimeException cause -> cause;
      case InterruptedException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> new IllegalStateException(e);
    };
  }

  /** With a free port the standard public address could not name it. */
  private static URI publicUrl(Settings settings, WebServer web) {
    return settings.number(Setting.PORT) == 0
        ? URI.create("http://localhost:" + web.port())
        : settings.url(Setting.PUBLIC_URL);
  }

  /** Closes in the given order, whatever fails on the way. */
  private static void closeAll(@Nullable AutoCloseable... parts) {
    RuntimeException first = null;
    for (AutoCloseable part : parts) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        if (first == null) {
          first = new IllegalStateException("A part of the server did not close.", e);
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  public Backend backend() {
    return backend;
  }

  /** Where this machine reaches the server. */
  public URI address() {
    return URI.create("http://localhost:" + web.port());
  }

  /** Where browsers and providers reach it. */
  public URI publicUrl() {
    return backend.publicUrl();
  }

  /**
   * Says at once that it is not ready, ends its syncs while it still answers, then stops answering.
   */
  @Override
  public void close() {
    source.stop();
    closeAll(controlFile::delete, backend::stopWork, web, backend, traces, metrics);
  }
}
