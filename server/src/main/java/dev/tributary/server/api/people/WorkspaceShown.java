package dev.tributary.server.api.people;

import dev.tributary.server.api.IfMatch;
import dev.tributary.store.Role;
import dev.tributary.store.Workspace;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;

/**
 * A workspace.
 *
 * @param zone in which schedules and times are shown; days are always the account's
 * @param weekStart the day on which its weeks begin
 * @param role what the caller is there
 */
record WorkspaceShown(
    UUID id, String name, ZoneId zone, DayOfWeek weekStart, Role role, Instant createdAt) {

  static WorkspaceShown of(Workspace workspace, Role role) {
    return new WorkspaceShown(
        workspace.id(),
        workspace.name(),
        workspace.zone(),
        workspace.weekStart(),
        role,
        workspace.createdAt());
  }

  String etag() {
    return IfMatch.etag(name, zone, weekStart);
  }
}
