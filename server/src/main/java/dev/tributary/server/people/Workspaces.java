package dev.tributary.server.people;

import dev.tributary.server.people.Refusal.Kind;
import dev.tributary.store.AuditEntry;
import dev.tributary.store.AuditStore;
import dev.tributary.store.Database;
import dev.tributary.store.Ids;
import dev.tributary.store.PersonStore;
import dev.tributary.store.Role;
import dev.tributary.store.Workspace;
import dev.tributary.store.WorkspaceStore;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Workspaces as their members see them. */
public final class Workspaces {
  private final Database database;
  private final WorkspaceStore workspaces;
  private final PersonStore people;
  private final AuditStore audit;
  private final InstantSource clock;

  Workspaces(Database database, InstantSource clock) {
    this.database = database;
    this.workspaces = new WorkspaceStore(database);
    this.people = new PersonStore(database);
    this.audit = new AuditStore(database);
    this.clock = clock;
  }

  /** A workspace and what somebody is there. */
  public record Seat(Workspace workspace, Role role) {}

  /** Where a caller belongs, the oldest first; a key to one workspace alone. */
  public List<Seat> seats(Caller caller) {
    return switch (caller) {
      case Caller.OfPerson person ->
          people.places(person.person().id()).stream()
              .flatMap(member ->
                  find(member.workspaceId()).map(found -> new Seat(found, member.role())).stream())
              .toList();
      case Caller.OfKey key ->
          find(key.key().workspaceId()).map(found -> new Seat(found, key.key().role())).stream()
              .toList();
    };
  }

  public Optional<Workspace> find(UUID id) {
    return workspaces.find(id);
  }

  /** Makes a workspace whose owner is the founder. */
  public Workspace found(String name, ZoneId zone, DayOfWeek weekStart, Caller.OfPerson founder) {
    Instant now = clock.instant();
    Workspace founded = new Workspace(Ids.next(now), SigningIn.name(name), zone, weekStart, now);
    return database.system(() -> {
      workspaces.create(founded);
      people.put(founded.id(), founder.person().id(), Role.OWNER, now);
      note(founded, "workspace.founded", "Founded as %s.".formatted(founded.name()), now);
      return founded;
    });
  }

  /**
   * Changes name, zone or week.
   *
   * @param known as the caller saw it
   * @return empty when somebody else has changed it since
   */
  public Optional<Workspace> change(
      Workspace known,
      Optional<String> name,
      Optional<ZoneId> zone,
      Optional<DayOfWeek> weekStart) {
    Workspace changed =
        new Workspace(
            known.id(),
            name.map(SigningIn::name).orElse(known.name()),
            zone.orElse(known.zone()),
            weekStart.orElse(known.weekStart()),
            known.createdAt());
    Instant now = clock.instant();
    return database.system(() -> {
      if (!workspaces.change(known, changed)) {
        return Optional.<Workspace>empty();
      }
      note(
          changed,
          "workspace.changed",
          "%s in %s, weeks from %s, was %s in %s, weeks from %s."
              .formatted(
                  changed.name(),
                  changed.zone(),
                  changed.weekStart(),
                  known.name(),
                  known.zone(),
                  known.weekStart()),
          now);
      return Optional.of(changed);
    });
  }

  /**
   * @param confirmed the workspace's name, typed by who wants it gone
   * @throws Refusal the name is another, or it is the only workspace
   */
  public Workspace requireDeletable(UUID id, String confirmed) {
    Workspace workspace = require(id);
    if (!workspace.name().equals(confirmed.strip())) {
      throw new Refusal(
          Kind.INVALID, "not_confirmed", "To delete the workspace, confirm with its exact name.");
    }
    if (workspaces.all().size() == 1) {
      throw new Refusal(
          Kind.CONFLICT, "last_workspace", "This is the only workspace; found another one first.");
    }
    return workspace;
  }

  private void note(Workspace workspace, String action, String detail, Instant now) {
    audit.add(AuditEntry.of(workspace.id(), action, workspace.id().toString(), detail, now));
  }

  /**
   * @throws Refusal it is not there any more
   */
  public Workspace require(UUID id) {
    return find(id)
        .orElseThrow(
            () -> new Refusal(Kind.NOT_FOUND, "not_found", "There is no such workspace here."));
  }
}
