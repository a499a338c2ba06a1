package io.leaderworkerset.api;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads and writes sets as YAML. Templates keep every field, known or not.
 *
 * <p>Reading makes plain values only, whatever tags the text has. Values are understood as
 * Kubernetes understands them: {@code 8080:80} and {@code 2026-11-23} are texts, {@code 0644} is
 * octal.
 */
public final class LeaderWorkerSetYaml {
  private static final Gson GSON = new Gson();
  private static final LeaderWorkerSetYaml LENIENT = new LeaderWorkerSetYaml(false);
  private static final LeaderWorkerSetYaml STRICT = new LeaderWorkerSetYaml(true);

  private final boolean strict;

  private LeaderWorkerSetYaml(boolean strict) {
    this.strict = strict;
  }

  /** Returns a reader that leaves out fields it does not know. */
  public static LeaderWorkerSetYaml lenient() {
    return LENIENT;
  }

  /**
   * Returns a reader that refuses fields it does not know, which are mostly spelling mistakes: at
   * the top level and in the spec down to the templates, whose fields are never refused.
   */
  public static LeaderWorkerSetYaml strict() {
    return STRICT;
  }

  /**
   * Returns the one set that the text holds.
   *
   * @param yaml one YAML document; empty documents are passed over
   * @throws LeaderWorkerSetYamlException if it holds none or several, or what it holds is no set
   */
  public LeaderWorkerSet load(String yaml) {
    List<LeaderWorkerSet> sets = loadAll(yaml);
    if (sets.size() != 1) {
      throw new LeaderWorkerSetYamlException(
          1, 1, "expected one LeaderWorkerSet but found " + sets.size());
    }
    return sets.get(0);
  }

  /**
   * Returns all sets that the text holds, in order.
   *
   * @param yaml YAML documents; empty documents are passed over
   * @throws LeaderWorkerSetYamlException if one of them is no set
   */
  public List<LeaderWorkerSet> loadAll(String yaml) {
    List<LeaderWorkerSet> out = new ArrayList<>();
    for (Node document : YamlNodes.documents(yaml)) {
      out.add(read(document));
    }
    return List.copyOf(out);
  }

  private LeaderWorkerSet read(Node document) {
    new YamlSchema(strict).check(document);
    JsonObject json = YamlNodes.toJson(document).getAsJsonObject();
    try {
      return GSON.fromJson(json, LeaderWorkerSet.class);
    } catch (JsonParseException | DateTimeParseException e) {
      throw YamlNodes.problem(document, "not a LeaderWorkerSet: " + e.getMessage());
    }
  }

  /** Returns the set as one YAML document, which reads back as an equal set. */
  public static String dump(LeaderWorkerSet set) {
    return YamlNodes.dump(GSON.toJsonTree(set));
  }
}
