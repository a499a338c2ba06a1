package io.leaderworkerset.examples.manager;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import javax.annotation.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * An object of a YAML file, read key by key; in the end, keys that nobody asked for are errors.
 * Absent and null read as the default.
 */
final class YamlObject {
  private final String file;
  private final String path;
  private final Map<String, NodeTuple> members = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();
  private final List<YamlObject> sections = new ArrayList<>();

  YamlObject(String file, String path, @Nullable Node node) {
    this.file = file;
    this.path = path;
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      throw error(node, (path.isEmpty() ? "the file" : path) + " must be an object of keys");
    }
    for (NodeTuple member : mapping.getValue()) {
      String key =
          member.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "(not a text)";
      if (members.put(key, member) != null) {
        throw error(member.getKeyNode(), "the key " + name(key) + " is there twice");
      }
    }
  }

  /** Returns the object under the key, an empty one if it is not there. */
  YamlObject section(String key) {
    YamlObject section = new YamlObject(file, name(key), value(key));
    sections.add(section);
    return section;
  }

  /** Returns whether the key is there and not null. */
  boolean has(String key) {
    return value(key) != null;
  }

  String string(String key, String absent) {
    return scalar(key, absent, "a text", text -> text);
  }

  boolean bool(String key, boolean absent) {
    return scalar(
        key,
        absent,
        "true or false",
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(text);
          }
          return text.equals("true");
        });
  }

  int integer(String key, int absent) {
    return scalar(key, absent, "a whole number", Integer::valueOf);
  }

  double number(String key, double absent) {
    return scalar(key, absent, "a number", text -> new BigDecimal(text).doubleValue());
  }

  Duration duration(String key, Duration absent) {
    return scalar(key, absent, "a duration such as 15s", GoDurations::parse);
  }

  List<String> strings(String key) {
    Node node = value(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode list)) {
      throw error(node, name(key) + " must be a list of texts");
    }
    List<String> out = new ArrayList<>();
    for (Node item : list.getValue()) {
      if (!(item instanceof ScalarNode scalar)) {
        throw error(item, name(key) + " must be a list of texts");
      }
      out.add(scalar.getValue());
    }
    return out;
  }

  /** Refuses keys that were not asked for, here and in the sections. */
  void finish() {
    members.forEach(
        (key, member) -> {
          if (!known.contains(key)) {
            throw error(
                member.getKeyNode(),
                "unknown key " + name(key) + "; known here: " + String.join(", ", known));
          }
        });
    sections.forEach(YamlObject::finish);
  }

  /** Returns an error that points to the value of a key, or to the file if it is not there. */
  ConfigException errorAt(String key, String message) {
    Node node = value(key);
    String text = name(key) + " " + message;
    return node == null ? new ConfigException(file + ": " + text) : error(node, text);
  }

  private <T> T scalar(String key, T absent, String kind, Function<String, T> read) {
    Node node = value(key);
    if (node == null) {
      return absent;
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw error(node, name(key) + " must be " + kind);
    }
    try {
      return read.apply(scalar.getValue());
    } catch (IllegalArgumentException e) {
      throw error(node, name(key) + " must be " + kind + ", is '" + scalar.getValue() + "'");
    }
  }

  @Nullable
  private Node value(String key) {
    known.add(key);
    NodeTuple member = members.get(key);
    return member == null || member.getValueNode().getTag().equals(Tag.NULL)
        ? null
        : member.getValueNode();
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private ConfigException error(Node node, String message) {
    return new ConfigException(
        file + ", line " + (node.getStartMark().getLine() + 1) + ": " + message);
  }
}
