package io.leaderworkerset.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.annotation.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML to JSON and back, keeping positions for errors. */
final class YamlNodes {
  /** Deeper than any object is; stops an alias that contains itself. */
  private static final int MAX_DEPTH = 100;

  /** More values than an object may have; stops aliases of aliases of aliases. */
  private static final int MAX_VALUES = 200_000;

  private int values;

  private YamlNodes() {}

  /** Returns the documents that are not empty. */
  static List<Node> documents(String text) {
    List<Node> out = new ArrayList<>();
    try {
      for (Node each : reader().composeAll(new StringReader(text))) {
        if (!Tag.NULL.equals(each.getTag())) {
          out.add(each);
        }
      }
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      String problem = e.getProblem() == null ? "not YAML" : "not YAML: " + e.getProblem();
      throw new LeaderWorkerSetYamlException(
          mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, problem);
    } catch (YAMLException e) {
      throw new LeaderWorkerSetYamlException(1, 1, "not YAML: " + e.getMessage());
    }
    return out;
  }

  private static Yaml reader() {
    LoaderOptions loading = new LoaderOptions();
    loading.setAllowDuplicateKeys(false);
    DumperOptions dumping = new DumperOptions();
    return new Yaml(
        new SafeConstructor(loading),
        new Representer(dumping),
        dumping,
        loading,
        new KubernetesResolver());
  }

  static LeaderWorkerSetYamlException problem(Node where, String problem) {
    Mark mark = where.getStartMark();
    return new LeaderWorkerSetYamlException(mark.getLine() + 1, mark.getColumn() + 1, problem);
  }

  static JsonElement toJson(Node node) {
    return new YamlNodes().json(node, 0);
  }

  private JsonElement json(Node node, int depth) {
    if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
      throw problem(node, "too deep or too large; does an alias contain itself?");
    }
    if (node instanceof MappingNode mapping) {
      return object(mapping, depth);
    }
    if (node instanceof SequenceNode sequence) {
      JsonArray out = new JsonArray();
      for (Node each : sequence.getValue()) {
        out.add(json(each, depth + 1));
      }
      return out;
    }
    return scalar((ScalarNode) node);
  }

  private JsonObject object(MappingNode mapping, int depth) {
    JsonObject merged = new JsonObject();
    JsonObject own = new JsonObject();
    for (NodeTuple each : mapping.getValue()) {
      if (Tag.MERGE.equals(each.getKeyNode().getTag())) {
        merge(each.getValueNode(), depth, merged);
      } else if (each.getKeyNode() instanceof ScalarNode key) {
        if (own.has(key.getValue())) {
          throw problem(key, "field " + key.getValue() + " is given twice");
        }
        own.add(key.getValue(), json(each.getValueNode(), depth + 1));
      } else {
        throw problem(each.getKeyNode(), "the name of a field must be a text");
      }
    }
    own.entrySet().forEach(e -> merged.add(e.getKey(), e.getValue()));
    return merged;
  }

  private void merge(Node from, int depth, JsonObject into) {
    List<Node> sources =
        from instanceof SequenceNode sequence ? sequence.getValue() : List.of(from);
    for (Node each : sources) {
      if (!(json(each, depth + 1) instanceof JsonObject object)) {
        throw problem(each, "only maps of fields can be merged");
      }
      for (Map.Entry<String, JsonElement> e : object.entrySet()) {
        if (!into.has(e.getKey())) {
          into.add(e.getKey(), e.getValue());
        }
      }
    }
  }

  private static JsonElement scalar(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    try {
      if (Tag.NULL.equals(tag)) {
        return JsonNull.INSTANCE;
      }
      if (Tag.BOOL.equals(tag)) {
        return new JsonPrimitive(Boolean.parseBoolean(text));
      }
      if (Tag.INT.equals(tag)) {
        return new JsonPrimitive(integer(text));
      }
      if (Tag.FLOAT.equals(tag)) {
        return new JsonPrimitive(new BigDecimal(text));
      }
    } catch (NumberFormatException e) {
      throw problem(node, text + " is not a number");
    }
    return new JsonPrimitive(text);
  }

  static boolean fitsInt(ScalarNode node) {
    try {
      return integer(node.getValue()).bitLength() < Integer.SIZE;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static BigInteger integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    BigInteger number;
    if (digits.startsWith("0x")) {
      number = new BigInteger(digits.substring(2), 16);
    } else if (digits.startsWith("0o")) {
      number = new BigInteger(digits.substring(2), 8);
    } else {
      number = new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
    }
    return negative ? number.negate() : number;
  }

  static String dump(JsonElement json) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    options.setSplitLines(false);
    return new Yaml(options).dump(plain(json));
  }

  @Nullable
  private static Object plain(JsonElement json) {
    if (json.isJsonObject()) {
      Map<String, Object> out = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> e : json.getAsJsonObject().entrySet()) {
        out.put(e.getKey(), plain(e.getValue()));
      }
      return out;
    }
    if (json.isJsonArray()) {
      List<Object> out = new ArrayList<>();
      json.getAsJsonArray().forEach(each -> out.add(plain(each)));
      return out;
    }
    if (!(json instanceof JsonPrimitive primitive)) {
      return null;
    }
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    return primitive.isNumber() ? number(primitive) : primitive.getAsString();
  }

  private static Object number(JsonPrimitive primitive) {
    BigDecimal number = primitive.getAsBigDecimal();
    return number.scale() <= 0 ? number.toBigInteger() : number;
  }

  /** Understands plain scalars as Kubernetes does: no dates, no base 60, no yes and no. */
  private static final class KubernetesResolver extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
      addImplicitResolver(
          Tag.INT,
          Pattern.compile("[-+]?(?:0|[1-9][0-9]*|0o?[0-7]+|0x[0-9a-fA-F]+)"),
          "-+0123456789");
      addImplicitResolver(
          Tag.FLOAT,
          Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"),
          "-+0123456789.");
      addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
      addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL| "), "~nN\0");
      addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
    }
  }
}
