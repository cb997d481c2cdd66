/**
 * The REST API: its conventions here, its resources in the packages below.
 *
 * <p>To add a resource, write in {@code api.<area>} a package-private {@code @RestController} with
 * {@code @RequestMapping("/api/v1/workspaces/{workspace}/things")} and name it in the area's public
 * class with {@code @Import}, which {@code WebServer} imports.
 *
 * <ul>
 *   <li>Every handler method says whom it lets in: {@link dev.tributary.server.api.Allowed} with a
 *       permission below {@code /workspaces/{workspace}}, else {@link
 *       dev.tributary.server.api.SignedIn}, {@link dev.tributary.server.api.OperatorOnly} or {@link
 *       dev.tributary.server.api.Public}. The server does not start with one that says nothing.
 *   <li>Arguments: {@link dev.tributary.server.api.Place} (the workspace; never the raw id), {@link
 *       dev.tributary.server.api.Paging}, {@link dev.tributary.server.api.IfMatch}, {@code Caller}
 *       (anybody), {@code Caller.OfPerson} (keys are refused), {@code @PathVariable UUID} (what is
 *       no id is not found), {@code @RequestParam Optional<…>}, {@code @RequestBody} with a record.
 *   <li>Bodies are records. A component that is not {@code Optional} is required; unknown fields,
 *       wrong types and numbers in quotes are refused before the method is called. Enums are
 *       lower-case words both ways, {@code BigDecimal} is a string, an empty {@code Optional} is
 *       left out. Their Javadoc, with {@code @param}, is what {@code docs/openapi.yaml} says.
 *   <li>Answers: the record itself, {@link dev.tributary.server.api.Page}, or a {@code
 *       ResponseEntity} of it for other statuses and headers ({@code
 *       .eTag(IfMatch.etag(version))}).
 *   <li>Refuse by throwing: {@link dev.tributary.server.api.ApiProblem}, {@code Refusal}, {@code
 *       ConnectException}, {@code KpiQueryException}. Their codes stand in {@link
 *       dev.tributary.server.api.ProblemCatalogue}.
 * </ul>
 */
@NullMarked
package dev.tributary.server.api;

import org.jspecify.annotations.NullMarked;
