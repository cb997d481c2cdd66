package dev.tributary.sandbox.meta.oauth;

import dev.tributary.sandbox.http.Request;
import dev.tributary.sandbox.http.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The login dialog: GET shows or answers it, POST is the click on one of its buttons. */
final class Dialog {
  private final MetaTokens tokens;

  Dialog(MetaTokens tokens) {
    this.tokens = tokens;
  }

  Response answer(Request request, MetaApp app, MetaConsent consent) {
    Map<String, List<String>> query = request.query();
    String redirect = first(query, "redirect_uri");
    if (!first(query, "client_id").equals(app.id()) || app.removed()) {
      return page(400, "Invalid App ID", "The provided app ID does not look like a valid app ID.");
    }
    if (!accepts(redirect)) {
      return page(400, "URL Blocked", "The redirect URI is not whitelisted: " + redirect);
    }
    if (!first(query, "response_type").isEmpty() && !first(query, "response_type").equals("code")) {
      return page(400, "Error", "Only response_type=code is simulated.");
    }
    boolean clicked = request.method().equals("POST");
    return switch (consent.mode()) {
      case DENY -> denied(redirect, query);
      case APPROVE -> {
        Set<String> ticked = new LinkedHashSet<>(scopes(query));
        ticked.removeAll(consent.withheld());
        yield approved(query, consent.user(), ticked);
      }
      case PAGE -> clicked ? clicked(query, request.form(), consent) : form(request, query, app);
    };
  }

  private static boolean accepts(String redirect) {
    return redirect.startsWith("https://")
        || redirect.matches("http://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/.*)?");
  }

  /** public_profile is always asked for, and cannot be unticked. */
  private static List<String> scopes(Map<String, List<String>> query) {
    List<String> scopes = new ArrayList<>(List.of("public_profile"));
    for (String one : first(query, "scope").split("[ ,+]+")) {
      if (!one.isEmpty() && !scopes.contains(one)) {
        scopes.add(one);
      }
    }
    return scopes;
  }

  private Response clicked(
      Map<String, List<String>> query, Map<String, List<String>> form, MetaConsent consent) {
    if (!first(form, "decision").equals("approve")) {
      return denied(first(query, "redirect_uri"), query);
    }
    Set<String> ticked = new LinkedHashSet<>(scopes(query));
    ticked.retainAll(form.getOrDefault("scope", List.of()));
    return approved(query, consent.user(), ticked);
  }

  private static Response denied(String redirect, Map<String, List<String>> query) {
    return back(
        redirect,
        query,
        "error=access_denied&error_code=200&error_description=Permissions+error"
            + "&error_reason=user_denied");
  }

  private Response approved(Map<String, List<String>> query, MetaUser user, Set<String> ticked) {
    Set<String> granted = new LinkedHashSet<>(ticked);
    granted.add("public_profile");
    Set<String> withheld = new LinkedHashSet<>(scopes(query));
    withheld.removeAll(granted);
    tokens.decide(user, granted, withheld);
    String redirect = first(query, "redirect_uri");
    String more = "code=" + encode(tokens.addCode(user, granted, redirect));
    if (first(query, "return_scopes").equals("true")) {
      more += "&granted_scopes=" + encode(String.join(",", granted));
      more += "&denied_scopes=" + encode(String.join(",", withheld));
    }
    return back(redirect, query, more);
  }

  /** With the odd fragment that Meta adds. */
  private static Response back(String redirect, Map<String, List<String>> query, String more) {
    String state = query.containsKey("state") ? "&state=" + encode(first(query, "state")) : "";
    return Response.redirect(
        redirect + (redirect.contains("?") ? "&" : "?") + more + state + "#_=_");
  }

  private static Response form(Request request, Map<String, List<String>> query, MetaApp app) {
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
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox login</title></head>
        <body><h1>Sandbox login</h1><p>%s wants to read these ad accounts.</p>
        <form method="post" action="%s">%s
        <button name="decision" value="approve">Continue</button>
        <button name="decision" value="deny">Cancel</button></form></body></html>
        """
            .formatted(
                escape(app.name()), escape(request.path() + "?" + request.rawQuery()), boxes));
  }

  private static Response page(int status, String title, String text) {
    return Response.html(
        status,
        "<!doctype html><html lang=\"en\"><head><title>Error</title></head><body><h1>"
            + title
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
