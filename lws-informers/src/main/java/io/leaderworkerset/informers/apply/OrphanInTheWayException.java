package io.leaderworkerset.informers.apply;

/**
 * The name that an object has to have is taken by one that nobody controls any more, such as the
 * ControllerRevision of a set that was deleted with {@code --cascade=orphan}. It stays until
 * somebody deletes it.
 */
public final class OrphanInTheWayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says which.
   *
   * @param kind kind of the object in the way
   * @param name its name
   */
  public OrphanInTheWayException(String kind, String name) {
    super(kind + " " + name + " exists and is owned by nobody; it is left alone. Delete it");
  }
}
