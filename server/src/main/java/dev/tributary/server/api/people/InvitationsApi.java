package dev.tributary.server.api.people;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.Backend;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Links;
import dev.tributary.server.people.Members;
import dev.tributary.server.people.Permission;
import dev.tributary.store.Invitation;
import dev.tributary.store.Role;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Invitations into a workspace that wait for an answer. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/invitations")
final class InvitationsApi {
  private final BackendSource source;

  InvitationsApi(BackendSource source) {
    this.source = source;
  }

  /** An open invitation. */
  record InvitationShown(
      UUID id, String email, Role role, String invitedBy, Instant createdAt, Instant expiresAt) {
    static InvitationShown of(Invitation invitation) {
      return new InvitationShown(
          invitation.id(),
          invitation.email(),
          invitation.role(),
          invitation.invitedBy(),
          invitation.createdAt(),
          invitation.expiresAt());
    }
  }

  /**
   * Whom to invite.
   *
   * @param role at most the caller's own
   */
  record NewInvitation(String email, Role role) {}

  /**
   * An invitation just made.
   *
   * @param link lets the invited person in; shown this once
   * @param mailed whether the link went to the address by e-mail; else hand it on yourself
   */
  record Invited(InvitationShown invitation, String link, boolean mailed) {
    @Override
    public String toString() {
      return "Invited[" + invitation + "]";
    }
  }

  /** Invitations without an answer, the newest first. */
  @Allowed(Permission.MANAGE_MEMBERS)
  @GetMapping
  Page<InvitationShown> list(Place place) {
    return Page.whole(
        members().invitations(place.workspaceId()).stream().map(InvitationShown::of).toList());
  }

  /** Invites an address; an earlier invitation of it is worth nothing any more. */
  @Allowed(Permission.MANAGE_MEMBERS)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Invited invite(Place place, @RequestBody NewInvitation wish) {
    Members.Invited invited =
        members().invite(place.workspaceId(), wish.email(), wish.role(), place.role());
    Backend backend = source.get();
    String link = new Links(backend.publicUrl()).invitation(invited.token());
    Invitation invitation = invited.invitation();
    boolean mailed =
        backend
            .letters()
            .map(letters ->
                letters.send(
                    invitation.email(),
                    "Invitation to Tributary",
                    text(invitation, link),
                    backend.engine().now()))
            .orElse(false);
    return new Invited(InvitationShown.of(invitation), link, mailed);
  }

  private static String text(Invitation invitation, String link) {
    return """
    %s invites you to Tributary as %s.

    This link lets you in, once, until %s:
    %s

    If you do not know why you got this, ignore it.
    """
        .formatted(
            invitation.invitedBy(),
            invitation.role().name().toLowerCase(Locale.ROOT),
            invitation.expiresAt(),
            link);
  }

  /** Withdraws an invitation. */
  @Allowed(Permission.MANAGE_MEMBERS)
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void withdraw(Place place, @PathVariable UUID id) {
    members().withdraw(place.workspaceId(), id);
  }

  private Members members() {
    return source.get().people().members();
  }
}
