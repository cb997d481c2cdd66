package dev.tributary.server.api.people;

import dev.tributary.server.api.Allowed;
import dev.tributary.server.api.ApiProblem;
import dev.tributary.server.api.Page;
import dev.tributary.server.api.Place;
import dev.tributary.server.app.BackendSource;
import dev.tributary.server.people.Members;
import dev.tributary.server.people.Permission;
import dev.tributary.store.Member;
import dev.tributary.store.Role;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The people of a workspace. */
@RestController
@RequestMapping("/api/v1/workspaces/{workspace}/members")
final class MembersApi {
  private final BackendSource source;

  MembersApi(BackendSource source) {
    this.source = source;
  }

  /**
   * Somebody who belongs to the workspace.
   *
   * @param id the person's
   * @param since when they came
   */
  record MemberShown(UUID id, String email, String name, Role role, Instant since) {
    static MemberShown of(Member member) {
      return new MemberShown(
          member.person().id(),
          member.person().email(),
          member.person().name(),
          member.role(),
          member.since());
    }
  }

  /**
   * Another role.
   *
   * @param role at most the caller's own
   */
  record MemberChange(Role role) {}

  /** Who belongs to the workspace, the longest there first. */
  @Allowed(Permission.READ)
  @GetMapping
  Page<MemberShown> list(Place place) {
    return Page.whole(members().of(place.workspaceId()).stream().map(MemberShown::of).toList());
  }

  /** Gives a member another role. A workspace keeps an owner. */
  @Allowed(Permission.MANAGE_MEMBERS)
  @PatchMapping("/{person}")
  MemberShown change(Place place, @PathVariable UUID person, @RequestBody MemberChange change) {
    members().change(place.workspaceId(), person, change.role(), place.role());
    return members()
        .find(place.workspaceId(), person)
        .map(MemberShown::of)
        .orElseThrow(() -> ApiProblem.notFound("member"));
  }

  /** Removes a member. A workspace keeps an owner. */
  @Allowed(Permission.MANAGE_MEMBERS)
  @DeleteMapping("/{person}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(Place place, @PathVariable UUID person) {
    members().remove(place.workspaceId(), person, place.role());
  }

  private Members members() {
    return source.get().people().members();
  }
}
