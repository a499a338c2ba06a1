package io.leaderworkerset.api;

import io.leaderworkerset.identity.Names;
import java.util.Map;
import java.util.TreeSet;
import javax.annotation.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Checks the fields of a set written in YAML: their types, and in strict mode their names. */
final class YamlSchema {
  /** What a field may hold. */
  private enum Type {
    TEXT("a text"),
    NUMBER("a whole number"),
    NUMBER_OR_TEXT("a whole number or a percentage"),
    OBJECT("a map of fields"),
    /** An object whose fields are not ours. */
    ANY_OBJECT("a map of fields"),
    LIST("a list");

    private final String words;

    Type(String words) {
      this.words = words;
    }
  }

  private static final Map<String, Type> TOP =
      Map.of(
          "apiVersion", Type.TEXT,
          "kind", Type.TEXT,
          "metadata", Type.ANY_OBJECT,
          "spec", Type.OBJECT,
          "status", Type.ANY_OBJECT);

  private static final Map<String, Map<String, Type>> FIELDS =
      Map.of(
          "spec",
          Map.of(
              "replicas", Type.NUMBER,
              "startupPolicy", Type.TEXT,
              "leaderWorkerTemplate", Type.OBJECT,
              "rolloutStrategy", Type.OBJECT,
              "networkConfig", Type.OBJECT),
          "spec.leaderWorkerTemplate",
          Map.of(
              "leaderTemplate", Type.ANY_OBJECT,
              "workerTemplate", Type.ANY_OBJECT,
              "size", Type.NUMBER,
              "restartPolicy", Type.TEXT,
              "subGroupPolicy", Type.OBJECT,
              "volumeClaimTemplates", Type.LIST,
              "persistentVolumeClaimRetentionPolicy", Type.OBJECT),
          "spec.leaderWorkerTemplate.subGroupPolicy",
          Map.of("subGroupPolicyType", Type.TEXT, "subGroupSize", Type.NUMBER),
          "spec.leaderWorkerTemplate.persistentVolumeClaimRetentionPolicy",
          Map.of("whenDeleted", Type.TEXT, "whenScaled", Type.TEXT),
          "spec.rolloutStrategy",
          Map.of("type", Type.TEXT, "rollingUpdateConfiguration", Type.OBJECT),
          "spec.rolloutStrategy.rollingUpdateConfiguration",
          Map.of(
              "partition", Type.NUMBER,
              "maxUnavailable", Type.NUMBER_OR_TEXT,
              "maxSurge", Type.NUMBER_OR_TEXT),
          "spec.networkConfig",
          Map.of("subdomainPolicy", Type.TEXT));

  private final boolean strict;

  YamlSchema(boolean strict) {
    this.strict = strict;
  }

  void check(Node document) {
    if (!(document instanceof MappingNode fields)) {
      throw YamlNodes.problem(document, "expected a LeaderWorkerSet, a map of fields");
    }
    checkIdentity(fields, "apiVersion", Names.API_VERSION);
    checkIdentity(fields, "kind", Names.KIND);
    checkFields(fields, "", TOP);
  }

  private static void checkIdentity(MappingNode document, String name, String expected) {
    Node found = member(document, name);
    String actual = found instanceof ScalarNode scalar ? scalar.getValue() : null;
    if (!expected.equals(actual)) {
      throw YamlNodes.problem(
          found == null ? document : found,
          name + " must be " + expected + (actual == null ? "" : ", but is " + actual));
    }
  }

  @Nullable
  private static Node member(MappingNode node, String name) {
    for (NodeTuple each : node.getValue()) {
      if (each.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
        return each.getValueNode();
      }
    }
    return null;
  }

  private void checkFields(MappingNode node, String path, Map<String, Type> fields) {
    for (NodeTuple each : node.getValue()) {
      String name = each.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
      Type type = fields.get(name);
      String field = path.isEmpty() ? name : path + "." + name;
      if (type != null) {
        checkType(field, type, each.getValueNode());
      } else if (strict && !Tag.MERGE.equals(each.getKeyNode().getTag())) {
        throw YamlNodes.problem(
            each.getKeyNode(),
            "unknown field " + field + "; known are " + new TreeSet<>(fields.keySet()));
      }
    }
  }

  private void checkType(String field, Type type, Node value) {
    if (Tag.NULL.equals(value.getTag())) {
      return;
    }
    boolean fits =
        switch (type) {
          case TEXT -> Tag.STR.equals(value.getTag());
          case NUMBER -> isInt(value);
          case NUMBER_OR_TEXT -> isInt(value) || Tag.STR.equals(value.getTag());
          case OBJECT, ANY_OBJECT -> value.getNodeId() == NodeId.mapping;
          case LIST -> value.getNodeId() == NodeId.sequence;
        };
    if (!fits) {
      String was = value instanceof ScalarNode scalar ? ", but is " + scalar.getValue() : "";
      throw YamlNodes.problem(value, field + " must be " + type.words + was);
    }
    Map<String, Type> below = FIELDS.get(field);
    if (type == Type.OBJECT && below != null) {
      checkFields((MappingNode) value, field, below);
    }
  }

  private static boolean isInt(Node value) {
    return Tag.INT.equals(value.getTag()) && YamlNodes.fitsInt((ScalarNode) value);
  }
}
