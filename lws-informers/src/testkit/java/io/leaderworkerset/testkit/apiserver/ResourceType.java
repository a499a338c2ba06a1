package io.leaderworkerset.testkit.apiserver;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * One resource the API serves: its names, scope, subresources and how its lists merge. Immutable;
 * the {@code with...} methods return changed copies.
 */
public final class ResourceType {
  private final String group;
  private final String version;
  private final String plural;
  private final String kind;
  private final boolean namespaced;
  private final boolean builtIn;
  private final boolean generation;
  private final List<String> shortNames;
  private final List<String> categories;
  private final Set<String> subresources;
  private final List<Column> columns;
  @Nullable private final ScalePaths scale;
  private final Schema schema;

  /**
   * Where a custom resource's scale subresource reads and writes, as dotted paths such as {@code
   * .spec.replicas}.
   *
   * @param labelSelector null if the kind has none
   */
  public record ScalePaths(
      String specReplicas, String statusReplicas, @Nullable String labelSelector) {}

  /** A column of server-side printing: its header, its type and the dotted path of its value. */
  public record Column(String name, String type, String path) {}

  private ResourceType(Builder b) {
    this.group = b.group;
    this.version = b.version;
    this.plural = b.plural;
    this.kind = b.kind;
    this.namespaced = b.namespaced;
    this.builtIn = b.builtIn;
    this.generation = b.generation;
    this.shortNames = List.copyOf(b.shortNames);
    this.categories = List.copyOf(b.categories);
    this.subresources = Set.copyOf(b.subresources);
    this.columns = List.copyOf(b.columns);
    this.scale = b.scale;
    this.schema = b.schema;
  }

  /**
   * Returns a namespaced custom resource without subresources whose lists are atomic.
   *
   * @param group empty for the core group
   */
  public static ResourceType namespaced(String group, String version, String plural, String kind) {
    return new ResourceType(new Builder(group, version, plural, kind, true));
  }

  /** Returns a cluster-scoped custom resource; otherwise as {@link #namespaced}. */
  public static ResourceType clusterScoped(
      String group, String version, String plural, String kind) {
    return new ResourceType(new Builder(group, version, plural, kind, false));
  }

  /** Returns a copy with the status subresource and, as it goes with it, a generation. */
  public ResourceType withStatus() {
    Builder b = new Builder(this);
    b.subresources.add("status");
    b.generation = true;
    return new ResourceType(b);
  }

  /** Returns a copy with a scale subresource on these paths. */
  public ResourceType withScale(ScalePaths paths) {
    Builder b = new Builder(this);
    b.subresources.add("scale");
    b.scale = paths;
    return new ResourceType(b);
  }

  /** Returns a copy with these short names. */
  public ResourceType withShortNames(String... names) {
    Builder b = new Builder(this);
    b.shortNames = List.of(names);
    return new ResourceType(b);
  }

  /** Returns a copy with these categories, such as {@code all}. */
  public ResourceType withCategories(String... names) {
    Builder b = new Builder(this);
    b.categories = List.of(names);
    return new ResourceType(b);
  }

  /** Returns a copy printed with these columns between name and age. */
  public ResourceType withColumns(Column... columns) {
    Builder b = new Builder(this);
    b.columns = List.of(columns);
    return new ResourceType(b);
  }

  ResourceType withSchema(Schema newSchema) {
    Builder b = new Builder(this);
    b.schema = newSchema;
    return new ResourceType(b);
  }

  ResourceType withSubresource(String name) {
    Builder b = new Builder(this);
    b.subresources.add(name);
    return new ResourceType(b);
  }

  /** Returns a copy that takes strategic merge patches and is shaped as Go's types are. */
  ResourceType asBuiltIn(boolean hasGeneration) {
    Builder b = new Builder(this);
    b.builtIn = true;
    b.generation = hasGeneration;
    return new ResourceType(b);
  }

  /** Returns the API group; empty for the core group. */
  public String group() {
    return group;
  }

  /** Returns the API version, such as {@code v1}. */
  public String version() {
    return version;
  }

  /** Returns the plural name used in paths. */
  public String plural() {
    return plural;
  }

  /** Returns the kind. */
  public String kind() {
    return kind;
  }

  /** Returns whether objects live in namespaces. */
  public boolean namespaced() {
    return namespaced;
  }

  /** Returns the plural, a dot and the group, or the plural alone for the core group. */
  public String key() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Returns {@code group/version}, or the version alone for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Returns the kind, a dot and the group, or the kind alone for the core group. */
  public String groupKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  /** Returns the kind of a list of these objects. */
  public String listKind() {
    return kind + "List";
  }

  /** Returns whether the subresource is served. */
  public boolean hasSubresource(String name) {
    return subresources.contains(name);
  }

  String singular() {
    return kind.toLowerCase(Locale.ROOT);
  }

  boolean builtIn() {
    return builtIn;
  }

  boolean hasGeneration() {
    return generation;
  }

  List<String> shortNames() {
    return shortNames;
  }

  List<String> categories() {
    return categories;
  }

  Set<String> subresources() {
    return subresources;
  }

  List<Column> columns() {
    return columns;
  }

  @Nullable
  ScalePaths scale() {
    return scale;
  }

  Schema schema() {
    return schema;
  }

  @Override
  public String toString() {
    return key() + "/" + version;
  }

  private static final class Builder {
    final String group;
    final String version;
    final String plural;
    final String kind;
    final boolean namespaced;
    boolean builtIn;
    boolean generation;
    List<String> shortNames = List.of();
    List<String> categories = List.of();
    Set<String> subresources = new LinkedHashSet<>();
    List<Column> columns = List.of();
    @Nullable ScalePaths scale;
    Schema schema = Schemas.object();

    Builder(String group, String version, String plural, String kind, boolean namespaced) {
      this.group = group;
      this.version = version;
      this.plural = plural;
      this.kind = kind;
      this.namespaced = namespaced;
    }

    Builder(ResourceType from) {
      this(from.group, from.version, from.plural, from.kind, from.namespaced);
      builtIn = from.builtIn;
      generation = from.generation;
      shortNames = from.shortNames;
      categories = from.categories;
      subresources.addAll(from.subresources);
      columns = from.columns;
      scale = from.scale;
      schema = from.schema;
    }
  }
}
