package dev.tributary.http;

import java.io.InputStream;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON parsers that stop at depth and length. Safe for any number of threads. */
final class Json {
  private final JsonFactory factory;
  private final JsonMapper mapper;

  Json(Limits limits) {
    factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depthMax())
                    .maxStringLength(limits.textCharsMax())
                    .maxNameLength(10_000)
                    .maxNumberLength(400)
                    .build())
            .build();
    // The caller looks for what follows the tree.
    mapper =
        JsonMapper.builder(factory).disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  JsonParser parser(InputStream body) {
    return factory.createParser(ObjectReadContext.empty(), body);
  }

  /** Empty for a document without any value. */
  Optional<JsonNode> tree(JsonParser parser) {
    JsonNode tree = mapper.readTree(parser);
    return Optional.ofNullable(tree).filter(node -> !node.isMissingNode());
  }
}
