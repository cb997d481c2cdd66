package dev.tributary.sandbox.resend;

import dev.tributary.sandbox.http.Response;
import dev.tributary.sandbox.resend.mail.EventType;
import dev.tributary.sandbox.resend.team.Domain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** /domains: a new one is not verified until the control API says that its records are there. */
final class DomainsApi {
  private static final Set<String> REGIONS =
      Set.of("us-east-1", "eu-west-1", "sa-east-1", "ap-northeast-1");
  private static final Set<String> TLS = Set.of("opportunistic", "enforced");
  private static final Set<String> SWITCH = Set.of("enabled", "disabled");

  private DomainsApi() {}

  static Response answer(Call call) {
    if (call.is("POST", 0)) {
      return create(call);
    }
    if (call.is("GET", 0)) {
      return call.page(call.team().domains(), any -> true, DomainsApi::listed);
    }
    if (call.is("GET", 1)) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("object", "domain");
      body.putAll(whole(found(call)));
      return Call.json(200, body);
    }
    if (call.is("PATCH", 1)) {
      return update(call);
    }
    if (call.is("DELETE", 1)) {
      Domain domain = found(call);
      call.team().domains().remove(domain.id());
      announce(call, EventType.DOMAIN_DELETED, domain);
      return Call.deleted("domain", domain.id());
    }
    if (call.is("POST", "verify")) {
      Domain domain = found(call);
      if (!domain.verified()) {
        change(call, domain.withStatus("pending"));
      }
      return Call.done(200, "domain", domain.id());
    }
    throw call.refusal(1, List.of("verify"));
  }

  private static Domain found(Call call) {
    return call.team().domains().find(call.id()).orElseThrow(() -> ResendErrors.notFound("Domain"));
  }

  private static void change(Call call, Domain domain) {
    call.team().domains().edit(domain.id(), any -> domain);
    announce(call, EventType.DOMAIN_UPDATED, domain);
  }

  private static void announce(Call call, EventType type, Domain domain) {
    call.team().deliveries().announce(type, event(domain), call.now());
  }

  private static Response create(Call call) {
    Fields fields = call.fields();
    String name = fields.required("name").toLowerCase(Locale.ROOT);
    if (!name.matches("([a-z0-9-]+\\.)+[a-z]{2,}")) {
      throw ResendErrors.invalid("The `name` field must be a domain.");
    }
    if (call.team().domain(name).isPresent()) {
      throw new ResendException(
          403, "validation_error", "The " + name + " domain has been registered already.");
    }
    String region = fields.text("region").orElse("us-east-1");
    if (!REGIONS.contains(region)) {
      throw new ResendException(
          422, "invalid_region", "Region must be one of the supported regions.");
    }
    Domain domain =
        new Domain(
            call.team().ids().uuid(),
            name,
            "not_started",
            call.now(),
            region,
            fields.flag("open_tracking", false),
            fields.flag("click_tracking", false),
            fields.word("tls", "opportunistic", TLS),
            true,
            false,
            fields.text("tracking_subdomain").orElse(""),
            fields.text("custom_return_path").orElse("send"),
            Domain.Past.NONE);
    domain = capable(domain, fields);
    call.team().domains().add(domain);
    announce(call, EventType.DOMAIN_CREATED, domain);
    return Call.json(201, whole(domain));
  }

  private static Response update(Call call) {
    Domain domain = found(call);
    Fields fields = call.fields();
    Domain changed =
        domain
            .withTracking(
                fields.flag("open_tracking", domain.openTracking()),
                fields.flag("click_tracking", domain.clickTracking()))
            .withDelivery(
                fields.word("tls", domain.tls(), TLS),
                fields.text("tracking_subdomain").orElse(domain.trackingSubdomain()));
    change(call, capable(changed, fields));
    return Call.done(200, "domain", domain.id());
  }

  private static Domain capable(Domain domain, Fields fields) {
    if (!fields.has("capabilities")) {
      return domain;
    }
    Fields wanted = new Fields(fields.get("capabilities"));
    return domain.withCapabilities(
        wanted.word("sending", word(domain.sending()), SWITCH).equals("enabled"),
        wanted.word("receiving", word(domain.receiving()), SWITCH).equals("enabled"));
  }

  private static String word(boolean on) {
    return on ? "enabled" : "disabled";
  }

  private static Map<String, Object> listed(Domain domain) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", domain.id());
    body.put("name", domain.name());
    body.put("status", domain.status());
    body.put("created_at", Formats.api(domain.createdAt()));
    body.put("region", domain.region());
    body.put("open_tracking", domain.openTracking());
    body.put("click_tracking", domain.clickTracking());
    body.put(
        "capabilities",
        Map.of("sending", word(domain.sending()), "receiving", word(domain.receiving())));
    return body;
  }

  private static Map<String, Object> whole(Domain domain) {
    Map<String, Object> body = listed(domain);
    if (!domain.trackingSubdomain().isEmpty()) {
      body.put("tracking_subdomain", domain.trackingSubdomain());
    }
    body.put("records", records(domain));
    return body;
  }

  /** What an event tells of a domain. */
  static Map<String, Object> event(Domain domain) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", domain.id());
    data.put("name", domain.name());
    data.put("status", domain.status());
    data.put("created_at", Formats.iso(domain.createdAt()));
    data.put("region", domain.region());
    data.put("records", records(domain));
    return data;
  }

  private static List<Map<String, Object>> records(Domain domain) {
    String status = domain.verified() ? "verified" : "not_started";
    String path = domain.returnPath();
    List<Map<String, Object>> all = new ArrayList<>();
    Map<String, Object> mail =
        record(
            "SPF", path, "MX", status, "feedback-smtp." + domain.region() + ".amazonses.example");
    mail.put("priority", 10);
    all.add(mail);
    all.add(record("SPF", path, "TXT", status, "v=spf1 include:amazonses.example ~all"));
    all.add(record("DKIM", "resend._domainkey", "TXT", status, "p=MIGfMA0GCSqGSIb3DQEB"));
    if (!domain.trackingSubdomain().isEmpty()) {
      all.add(
          record("Tracking", domain.trackingSubdomain(), "CNAME", status, "links.resend.example"));
    }
    return all;
  }

  private static Map<String, Object> record(
      String record, String name, String type, String status, String value) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("record", record);
    body.put("name", name);
    body.put("type", type);
    body.put("ttl", "Auto");
    body.put("status", status);
    body.put("value", value);
    return body;
  }
}
