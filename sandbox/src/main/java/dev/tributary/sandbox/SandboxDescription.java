package dev.tributary.sandbox;

import dev.tributary.sandbox.google.GoogleDescription;
import dev.tributary.sandbox.meta.MetaDescription;
import dev.tributary.sandbox.resend.ResendDescription;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Every address and ready-made credential, so that any client can be pointed at the sandbox. */
public record SandboxDescription(
    URI base,
    URI control,
    GoogleDescription google,
    MetaDescription meta,
    ResendDescription resend) {

  /** One JSON object on one line. */
  public String toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("base", base.toString());
    json.put("port", base.getPort());
    json.put("control", control.toString());
    json.put("google", google);
    json.put("meta", meta);
    json.put("resend", resend);
    return JsonMapper.shared().writeValueAsString(json);
  }
}
