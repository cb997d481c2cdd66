package dev.tributary.sandbox.google.oauth;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The consent page: GET shows or answers it, POST is the click on one of its buttons. */
final class AuthorizationEndpoint {
  private final InstantSource clock;
  private final Tokens tokens;
  private final Map<String, OAuthClient> clients;

  AuthorizationEndpoint(InstantSource clock, Tokens tokens, Map<String, OAuthClient> clients) {
    this.clock = clock;
    this.tokens = tokens;
    this.clients = clients;
  }

  Response answer(Request request, Consent consent) {
    Map<String, List<String>> query = request.query();
    OAuthClient client = clients.get(first(query, "client_id"));
    String redirect = first(query, "redirect_uri");
    if (client == null) {
      return errorPage(401, "invalid_client", "The OAuth client was not found.");
    }
    if (!client.accepts(redirect)) {
      return errorPage(400, "redirect_uri_mismatch", "Add " + redirect + " to the client first.");
    }
    if (!first(query, "response_type").equals("code")) {
      return errorPage(400, "invalid_request", "Only response_type=code is simulated.");
    }
    if (first(query, "scope").isEmpty()) {
      return errorPage(400, "invalid_request", "Missing required parameter: scope");
    }
    boolean clicked = request.method().equals("POST");
    return switch (consent.mode()) {
      case DENY -> denied(redirect, query);
      case APPROVE -> approved(client, query, consent.user(), granted(query, consent.withheld()));
      case PAGE -> clicked ? clicked(client, query, request.form(), consent) : page(request, query);
    };
  }

  private static Set<String> granted(Map<String, List<String>> query, Set<String> withheld) {
    return scopes(query).stream()
        .filter(scope -> !withheld.contains(scope))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<String> scopes(Map<String, List<String>> query) {
    return List.of(first(query, "scope").strip().split("[ +]+"));
  }

  private Response clicked(
      OAuthClient client,
      Map<String, List<String>> query,
      Map<String, List<String>> form,
      Consent consent) {
    List<String> ticked = form.getOrDefault("scope", List.of());
    if (!first(form, "decision").equals("approve")) {
      return denied(first(query, "redirect_uri"), query);
    }
    Set<String> granted = new LinkedHashSet<>(scopes(query));
    granted.retainAll(ticked);
    return approved(client, query, consent.user(), granted);
  }

  private static Response denied(String redirect, Map<String, List<String>> query) {
    return Response.redirect(with(redirect, query, List.of("error=access_denied")));
  }

  private Response approved(
      OAuthClient client,
      Map<String, List<String>> query,
      Tokens.Principal user,
      Set<String> granted) {
    boolean offline = first(query, "access_type").equals("offline");
    boolean asked = first(query, "prompt").contains("consent") || !tokens.hasGrant(client, user);
    String code =
        tokens.addCode(
            new Tokens.Code(
                client,
                user,
                granted,
                first(query, "redirect_uri"),
                first(query, "code_challenge"),
                Optional.of(first(query, "code_challenge_method"))
                    .filter(method -> !method.isEmpty())
                    .orElse("plain"),
                offline,
                asked,
                Tokens.codeExpiry(clock.instant())));
    return Response.redirect(
        with(
            first(query, "redirect_uri"),
            query,
            List.of("code=" + encode(code), "scope=" + encode(String.join(" ", granted)))));
  }

  private static String with(String redirect, Map<String, List<String>> query, List<String> more) {
    List<String> parts = new ArrayList<>();
    if (query.containsKey("state")) {
      parts.add("state=" + encode(first(query, "state")));
    }
    parts.addAll(more);
    return redirect + (redirect.contains("?") ? "&" : "?") + String.join("&", parts);
  }

  private static Response page(Request request, Map<String, List<String>> query) {
    StringBuilder boxes = new StringBuilder();
    for (String scope : scopes(query)) {
      boxes
          .append("<p><label><input type=\"checkbox\" name=\"scope\" checked value=\"")
          .append(escape(scope))
          .append("\"> ")
          .append(escape(scope))
          .append("</label></p>");
    }
    return Response.html(
        200,
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox consent</title></head>
        <body><h1>Sandbox consent</h1><p>%s wants to read this account.</p>
        <form method="post" action="%s">%s
        <button name="decision" value="approve">Allow</button>
        <button name="decision" value="deny">Cancel</button></form></body></html>
        """
            .formatted(
                escape(first(query, "client_id")),
                escape(request.path() + "?" + request.rawQuery()),
                boxes));
  }

  private static Response errorPage(int status, String error, String text) {
    return Response.html(
        status,
        "<!doctype html><html lang=\"en\"><head><title>Error</title></head><body><h1>Error "
            + status
            + ": "
            + error
            + "</h1><p>"
            + escape(text)
            + "</p></body></html>");
  }

  private static String first(Map<String, List<String>> fields, String name) {
    return fields.getOrDefault(name, List.of("")).getFirst();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
