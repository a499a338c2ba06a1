package io.leaderworkerset.testkit.virtual;

import io.leaderworkerset.cluster.OwnedObject;
import io.leaderworkerset.informers.observe.ObservedObject;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/** One version of an object in the store. */
final class Stored {
  private final Kind kind;
  private final String name;
  private final String uid;
  private final long version;
  private final List<OwnedObject.Owner> owners;
  private final Instant created;
  @Nullable private final Instant deleted;
  private final boolean foreground;
  private final Body body;
  @Nullable private ObservedObject observed;

  Stored(
      Kind kind,
      String name,
      String uid,
      long version,
      List<OwnedObject.Owner> owners,
      Instant created,
      @Nullable Instant deleted,
      boolean foreground,
      Body body) {
    this.kind = kind;
    this.name = name;
    this.uid = uid;
    this.version = version;
    this.owners = owners;
    this.created = created;
    this.deleted = deleted;
    this.foreground = foreground;
    this.body = body;
  }

  Kind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  String uid() {
    return uid;
  }

  long version() {
    return version;
  }

  List<OwnedObject.Owner> owners() {
    return owners;
  }

  Instant created() {
    return created;
  }

  @Nullable
  Instant deleted() {
    return deleted;
  }

  boolean isDeleting() {
    return deleted != null;
  }

  boolean isForeground() {
    return foreground;
  }

  Body.OfSet set() {
    return (Body.OfSet) body;
  }

  Body.OfStatefulSet statefulSet() {
    return (Body.OfStatefulSet) body;
  }

  Body.OfPod pod() {
    return (Body.OfPod) body;
  }

  Body.OfTree tree() {
    return (Body.OfTree) body;
  }

  OwnedObject owned() {
    return new OwnedObject(uid, uid, owners, isDeleting(), foreground, false);
  }

  /** Returns this version as caches keep it; made once. */
  ObservedObject observed() {
    ObservedObject known = observed;
    if (known == null) {
      known = Rendering.observed(this, null);
      observed = known;
    }
    return known;
  }

  Stored withBody(long nextVersion, Body next) {
    Stored out =
        new Stored(kind, name, uid, nextVersion, owners, created, deleted, foreground, next);
    if (next instanceof Body.OfSet set && set.hasTemplateOf(set())) {
      out.observed = Rendering.observed(out, observed());
    }
    return out;
  }

  Stored withDeletion(long nextVersion, Instant at, boolean waitsForDependents) {
    return new Stored(kind, name, uid, nextVersion, owners, created, at, waitsForDependents, body);
  }

  Stored withoutForeground(long nextVersion) {
    return new Stored(kind, name, uid, nextVersion, owners, created, deleted, false, body);
  }

  Stored withOwners(long nextVersion, List<OwnedObject.Owner> next) {
    return new Stored(kind, name, uid, nextVersion, next, created, deleted, foreground, body);
  }

  @Override
  public String toString() {
    return kind.text() + " " + name + " (uid " + uid + ")";
  }
}
