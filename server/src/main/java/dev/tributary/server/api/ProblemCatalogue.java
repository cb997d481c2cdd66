package dev.tributary.server.api;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * Every code of a problem with what it means and what to do. {@code docs/problems.md} is written
 * from here, and a test finds codes in the source that are missing.
 */
public final class ProblemCatalogue {
  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  /**
   * One kind of problem.
   *
   * @param status the usual HTTP status
   * @param title what it means, in a few words
   * @param nextAction what the caller can do, in one sentence
   * @param retryable whether the same request may succeed later
   */
  public record Entry(
      String code, int status, String title, String nextAction, boolean retryable) {}

  static {
    String look = "Read the list again and use an id that is in it.";
    String correct = "Correct the request as the detail says and send it again.";
    String again = "Wait as long as Retry-After says, then send the same request again.";
    String reconnect = "Start the connection again.";

    // How requests are written.
    entry("bad_request", 400, "The request cannot be read", correct);
    entry("path_unreadable", 400, "The path is not written plainly", correct);
    entry("query_unreadable", 400, "The query cannot be decoded", correct);
    entry("body_unreadable", 400, "The body is no complete JSON", correct);
    entry("body_cut_off", 400, "The body ended early", "Send the whole body again.");
    entry("body_too_large", 413, "The body is too large", "Send at most 256 KiB.");
    entry(
        "method_not_allowed", 405, "The path has no such method", "Use a method that Allow names.");
    entry("not_acceptable", 406, "No such form of the answer", "Accept application/json.");
    entry(
        "unsupported_media_type",
        415,
        "The body has another type",
        "Send JSON with Content-Type: application/json.");
    entry("unknown_field", 422, "The body has a field that is not known", correct);
    entry("invalid_body", 422, "The body has another shape", correct);
    entry("invalid_parameter", 422, "A parameter cannot be read", correct);
    entry("invalid_fields", 422, "What was sent cannot be used", correct);
    entry(
        "invalid_cursor",
        422,
        "The cursor is none of this list's",
        "Leave the cursor out to begin at the start.");
    entry(
        "precondition_required",
        428,
        "The version is missing",
        "Read it again and send its ETag in If-Match.");
    entry(
        "stale_etag",
        412,
        "It was changed meanwhile",
        "Read it again, look at what changed, and repeat the change with the new ETag.");
    entry(
        "idempotency_key_unfit",
        422,
        "The idempotency key cannot be used",
        "Send 1 to 255 visible ASCII characters, for example a UUID.");
    entry(
        "idempotency_key_reused",
        422,
        "The idempotency key belongs to another request",
        "Use a new key for a new request.");
    again("idempotency_in_progress", 409, "The same request is being worked on", again);
    entry(
        "delivery_refused",
        401,
        "Nothing that a provider signed",
        "Providers call the address that they were given; nobody else needs it.");
    entry("delivery_too_large", 413, "The delivery is too large", "Send at most 2 MiB.");
    again("too_many_requests", 429, "Too many requests", again);

    // Who asks.
    entry(
        "unauthenticated",
        401,
        "Nobody is signed in",
        "Sign in, or send an API key as Authorization: Bearer trib_….");
    entry(
        "wrong_credentials",
        401,
        "The address or the password is wrong",
        "Try again, or ask the operator for ./tributary owner-link or an administrator for a new"
            + " invitation.");
    again("too_many_attempts", 429, "Too many wrong passwords", again);
    entry("forbidden", 403, "The role does not allow this", "Ask an owner of the workspace.");
    entry(
        "people_only",
        403,
        "Keys cannot do this",
        "Sign in as a person; a key acts for a workspace alone.");
    entry(
        "operator_only",
        403,
        "Only the operator may do this",
        "Ask the operator of this installation.");
    entry(
        "csrf",
        403,
        "The request did not come from this application's pages",
        "Send X-CSRF-Token with the csrfToken of GET /api/v1/session, from the same origin.");
    entry("role_too_low", 403, "Only an owner may do this", "Ask an owner of the workspace.");
    entry("password_wrong", 403, "The present password is wrong", "Type it again.");
    entry(
        "link_used_up",
        404,
        "The link was used or is too old",
        "Ask for a new one; ./tributary owner-link prints one for an owner.");
    entry("password_length", 422, "The password is too short or too long", correct);
    entry("password_weak", 422, "The password is guessed at once", correct);
    entry("name_unfit", 422, "The name cannot be used", correct);
    entry("email_unreadable", 422, "This is no e-mail address", correct);
    entry("lifetime_unfit", 422, "The key's end cannot be used", correct);
    entry("already_member", 409, "This person is a member already", "Change the role instead.");
    entry("already_person", 409, "This address came in a moment ago", "Sign in with it.");
    entry("last_owner", 409, "A workspace keeps an owner", "Make somebody else an owner first.");
    entry("last_workspace", 409, "An installation keeps a workspace", "Found another one first.");
    entry("not_confirmed", 422, "The name does not confirm it", correct);
    again("busy", 503, "Too many people sign in at this moment", again);

    // What is asked for.
    entry("not_found", 404, "There is no such thing here", look);
    entry("not_an_api_node", 404, "This node only works on syncs", "Ask a node with the role api.");
    again("starting", 503, "Tributary is starting", again);
    again("stopping", 503, "Tributary is stopping", again);
    again("database", 503, "The database does not answer", again);
    again("environment", 503, "Something on the server's machine is missing or full", again);
    entry("usage", 422, "This cannot be done so", correct);
    entry("not_ok", 422, "It was done, but the result is not good", correct);
    entry("provider", 502, "The provider refused or could not be reached", "Look at the detail.");
    entry("interrupted", 503, "Tributary is stopping", again);
    entry(
        "internal_error",
        500,
        "Tributary made a mistake",
        "Look for the request id in the server's log and report what it says.");

    // Connecting.
    entry("address_unreadable", 422, "This is no e-mail address", correct);
    entry("too_many_routes", 409, "There are too many addresses", "Remove one first.");
    entry("reconnect_needed", 409, "The login has ended", "Reconnect it.");
    entry("in_use", 409, "It is still being written to", "Try again in a minute.");
    entry("being_deleted", 409, "It is being deleted", "Wait until it is gone.");
    entry("changed_meanwhile", 409, "Somebody else changed it just now", "Look at it again.");
    entry("bad_return", 422, "The way back is no path of this installation", correct);
    entry("consent_denied", 422, "The access was not granted", reconnect);
    entry(
        "consent_failed",
        422,
        "The provider refused the consent",
        "Check the OAuth client's settings at the provider.");
    entry("consent_unknown", 404, "There is no such consent in this browser", reconnect);
    entry("consent_used", 409, "The accounts were chosen already", "Look at the connections.");
    entry("consent_expired", 410, "Choosing took too long", reconnect);
    entry("code_missing", 422, "The provider sent no code", reconnect);
    entry("state_missing", 422, "The redirect carries no state", reconnect);
    entry("state_unknown", 422, "The consent was not begun here", reconnect);
    entry("state_foreign", 422, "Another browser began the consent", reconnect);
    entry("state_used", 422, "The consent was used already", reconnect);
    entry("state_expired", 422, "The consent took too long", reconnect);
    entry("scope_missing", 422, "A permission was not ticked", "Start again and tick it.");
    entry("no_oauth", 422, "The provider is not connected by consent", "Connect it by a key.");
    entry(
        "no_adapter",
        422,
        "There is no such provider here",
        "Choose one of GET /api/v1/providers.");
    entry("no_list", 422, "The provider lists no accounts", "Name the account yourself.");
    entry(
        "not_granted", 409, "The access is not granted yet", "Finish the consent in the browser.");
    entry(
        "account_unknown", 422, "The login cannot read this account", "Choose one that it lists.");
    entry("other_login", 409, "Another login was used", "Sign in with the same one.");
    entry("nothing_chosen", 422, "Nothing was chosen", correct);

    // Looking after connections.
    entry("not_syncing", 409, "The connection does not sync", "Resume or reconnect it first.");
    entry("disconnected", 409, "The connection was ended", "Connect it again.");
    entry("stream_unknown", 422, "There is no such stream", correct);
    entry("range_in_future", 422, "The days lie in the future", correct);
    entry("range_before_account", 422, "The days lie before the account existed", correct);
    entry("range_not_kept", 422, "The provider no longer keeps these days", correct);
    entry("nothing_missing", 409, "No history is missing", "Re-read days to read them again.");
    entry("nothing_to_read", 422, "There is nothing to read", correct);
    entry("schedule_unreadable", 422, "The schedule cannot be read", correct);
    entry("schedule_range", 422, "The schedule is outside of what is sensible", correct);
    entry(
        "zone_fixed",
        409,
        "The time zone was chosen when the account was connected",
        "Leave the time zone as it is, or connect the account anew in another workspace.");
    entry("zone_unknown", 422, "There is no such time zone", correct);
    entry("setting_unreadable", 422, "A setting cannot be used", correct);
    entry("reason_missing", 422, "The reason is missing", correct);
    entry("no_days", 409, "It names no days to skip", "Replay it or put it away.");
    entry("names_days", 409, "It names days that are missing", "Replay it, or skip its days.");
    entry("not_dead", 409, "It is closed already", "Nothing is to be done.");

    // What a provider said while it was asked.
    entry(
        "token_rejected", 422, "The provider refused the key or login", "Check it and try again.");
    entry("grant_rejected", 422, "The provider ended the access", "Connect it anew.");
    entry(
        "permission_missing",
        422,
        "The login may not read this",
        "Ask for access at the provider, then try again.");
    again("quota_exhausted", 503, "The provider's limit is used up", again);
    again("throttled", 503, "The provider asks for patience", again);
    again("unavailable", 502, "The provider does not answer", again);
    again("network", 502, "The provider cannot be reached", again);
    entry("too_large", 422, "The provider finds this too large", correct);
    entry(
        "invalid_request",
        502,
        "The provider does not understand the request",
        "Look at the detail.");
    entry("account_gone", 422, "The account is gone", "Choose another account.");
    entry("malformed", 502, "The provider's answer cannot be read", "Look at the detail.");
    entry("too_much_data", 422, "There is more data than fits", correct);
    entry(
        "misconfigured",
        422,
        "The installation's client at the provider is not set up",
        "Ask the operator to check the OAuth app.");
    entry("storage", 503, "The data could not be stored", again);
    entry("defect", 500, "Tributary made a mistake", "Look at the server's log.");

    // Jobs, notices and events.
    entry("job_ended", 409, "The job has ended", "Nothing is to be done.");
    entry(
        "mail_not_set_up",
        409,
        "This installation sends no mail",
        "Ask the operator to set smtp-host and smtp-from.");
    entry("mail_not_sent", 502, "The mail server did not take the mail", "Look at the detail.");
    again("too_many_streams", 429, "Too many streams of events are open", again);

    // E-mails.
    entry("no_email", 422, "The account sends no e-mail", "Choose one that does.");
    entry("no_templates", 422, "The provider keeps no templates", "Write the e-mail in the batch.");
    entry("email_content", 422, "The e-mail's content cannot be used", correct);
    entry("too_many_recipients", 422, "Too few or too many recipients", correct);
    entry("no_recipients", 422, "The batch has no recipients", "Add recipients to it.");
    entry("batch_begun", 409, "The batch is no draft any more", "Make a new batch.");
    entry("batch_ended", 409, "The batch has ended", "Nothing is to be done.");
    entry("batch_not_stopped", 409, "The batch does not stand still", "Nothing is to be done.");
    entry("not_parked", 409, "Nothing waits for a decision here", "Read the list again.");
    entry("template_unknown", 422, "There is no such template", "Choose one of the list.");
    entry("template_draft", 422, "The template is a draft", "Publish it, then send.");
    entry("variable_missing", 422, "A recipient lacks a value", correct);
    entry("variable_unknown", 422, "The template has no such variable", correct);
    entry(
        "variable_unsupported",
        422,
        "A variable takes neither text nor number",
        "Give it a fallback in the template.");
    again("being_sent", 409, "An e-mail to the person is being sent", "Try again once it ended.");

    // Asking for KPIs.
    again("too_much_at_once", 503, "The node reads as much as it can", again);
    entry("unknown_kpi", 422, "There is no such KPI", correct);
    entry("ambiguous_kpi", 422, "Several providers have this KPI", correct);
    entry("unknown_integration", 422, "There is no such connection", correct);
    entry("unknown_dimension", 422, "The KPI cannot be told by this dimension", correct);
    entry("kpis", 422, "Too few or too many KPIs", correct);
    entry("reversed_range", 422, "The range ends before it starts", correct);
    entry("range_too_long", 422, "The range is too long", correct);
    entry("filter", 422, "The filter cannot be used", correct);
    entry("campaign_join", 422, "Campaigns are joined differently", correct);
    entry("sort", 422, "The order cannot be used", correct);
    entry("top", 422, "The top cannot be used", correct);
    entry("too_many_values", 422, "The answer has too many values", correct);
  }

  private ProblemCatalogue() {}

  private static void entry(String code, int status, String title, String nextAction) {
    ENTRIES.put(code, new Entry(code, status, title, nextAction, false));
  }

  private static void again(String code, int status, String title, String nextAction) {
    ENTRIES.put(code, new Entry(code, status, title, nextAction, true));
  }

  /** In the order of the document. */
  public static Collection<Entry> all() {
    return ENTRIES.values();
  }

  /** A code that is not listed is explained by its status. */
  static Entry of(String code, int status) {
    Entry known = ENTRIES.get(code);
    if (known != null) {
      return known;
    }
    HttpStatus standard = HttpStatus.valueOf(status);
    return new Entry(
        code,
        status,
        standard.getReasonPhrase(),
        "Look at the detail.",
        standard.is5xxServerError() || status == 429);
  }

  /**
   * @param status for a code that is not listed
   */
  static int status(String code, int status) {
    return of(code, status).status();
  }
}
