package dev.tributary.e2e.resend;

import com.sun.net.httpserver.HttpServer;
import dev.tributary.sandbox.resend.Teams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls everything that the sandbox plays of Resend once, and keeps what was said. */
final class Walk {
  /** A request and its answer; the request's body is null when there was none. */
  record Exchange(String method, String path, JsonNode request, int status, JsonNode answer) {}

  private final ResendClients clients;
  private final List<Exchange> all = new ArrayList<>();

  private Walk(ResendClients clients) {
    this.clients = clients;
  }

  static List<Exchange> of(ResendClients clients) throws Exception {
    Walk walk = new Walk(clients);
    walk.domainsAndKeys();
    walk.templates();
    walk.emails();
    walk.metrics();
    walk.suppressions();
    walk.webhooks();
    return walk.all;
  }

  private JsonNode call(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    String json = body.replace('\'', '"');
    ResendClients.Answer answer = clients.send(method, path, json, headers);
    JsonNode request =
        json.isEmpty() ? JsonMapper.shared().nullNode() : JsonMapper.shared().readTree(json);
    all.add(
        new Exchange(
            method, path.replaceFirst("\\?.*", ""), request, answer.status(), answer.json()));
    return answer.json();
  }

  private String made(String path, String body) throws IOException, InterruptedException {
    return call("POST", path, body).path("id").asString();
  }

  private void domainsAndKeys() throws Exception {
    String domain = made("/domains", "{'name':'walk.nordlicht.example','tracking_subdomain':'go'}");
    call("GET", "/domains?limit=2", "");
    call("GET", "/domains/" + domain, "");
    call("PATCH", "/domains/" + domain, "{'open_tracking':true,'tls':'enforced'}");
    call("POST", "/domains/" + domain + "/verify", "");
    call("DELETE", "/domains/" + domain, "");
    String key = made("/api-keys", "{'name':'Walk','permission':'sending_access'}");
    call("GET", "/api-keys", "");
    call("PATCH", "/api-keys/" + key, "{'name':'Walked'}");
    call("DELETE", "/api-keys/" + key, "");
  }

  private void templates() throws Exception {
    String template =
        made(
            "/templates",
            "{'name':'Walk','alias':'walk','subject':'Hi','from':'a@b.example',"
                + "'reply_to':['a@b.example'],'html':'<p>{{{NAME}}}</p>','text':'{{{NAME}}}',"
                + "'variables':[{'key':'NAME','type':'string','fallback_value':'you'}]}");
    call("GET", "/templates", "");
    call("GET", "/templates/" + template, "");
    call("PATCH", "/templates/walk", "{'name':'Walked'}");
    call("POST", "/templates/" + template + "/publish", "");
    call("GET", "/templates/" + template, "");
    String copy = made("/templates/" + template + "/duplicate", "");
    call("DELETE", "/templates/" + copy, "");
  }

  private static String mail(String to, String more) {
    return "{'from':'Nordlicht <hello@"
        + Teams.SHOP_DOMAIN
        + ">','to':['"
        + to
        + "'],'subject':'Hi'"
        + more
        + "}";
  }

  private void emails() throws Exception {
    String email =
        made(
            "/emails",
            mail(
                "clicked@customers.example",
                ",'html':'<p>Hi</p>','text':'Hi','tags':[{'name':'a','value':'b'}],"
                    + "'headers':{'X-A':'b'},'reply_to':'me@nordlicht.example'"));
    made(
        "/emails",
        mail("bounced@customers.example", ",'template':{'id':'walk','variables':{'NAME':'Ada'}}"));
    call("GET", "/emails/" + email, "");
    call("GET", "/emails?limit=1", "");
    String later =
        made("/emails", mail("delivered@resend.dev", ",'html':'x','scheduled_at':'in 1 hour'"));
    call("PATCH", "/emails/" + later, "{'scheduled_at':'in 2 hours'}");
    call("POST", "/emails/" + later + "/cancel", "");
    String mail = mail("complained@customers.example", ",'html':'x'");
    call("POST", "/emails/batch", "[" + mail + "," + mail + "]");
  }

  private void metrics() throws Exception {
    call("GET", "/emails/metrics", "");
    call("GET", "/emails/metrics?dimensions=period,domain&timezone=Asia/Tokyo", "");
    call("GET", "/emails/metrics?dimensions=email&metrics=sent,open_rate", "");
  }

  private void suppressions() throws Exception {
    String one = made("/suppressions", "{'email':'a@walk.example'}");
    call("POST", "/suppressions/batch/add", "{'emails':['b@walk.example']}");
    clients.sandbox.clock().advance(Duration.ofMinutes(10));
    call("GET", "/suppressions", "");
    call("GET", "/suppressions/" + one, "");
    call("POST", "/suppressions/batch/remove", "{'emails':['b@walk.example']}");
    call("DELETE", "/suppressions/a@walk.example", "");
  }

  private void webhooks() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      String hook =
          made(
              "/webhooks",
              "{'endpoint':'http://127.0.0.1:"
                  + server.getAddress().getPort()
                  + "','events':['email.bounced']}");
      call("GET", "/webhooks", "");
      call("GET", "/webhooks/" + hook, "");
      call("PATCH", "/webhooks/" + hook, "{'status':'disabled'}");
      call("DELETE", "/webhooks/" + hook, "");
    } finally {
      server.stop(0);
    }
  }
}
