package io.leaderworkerset.informers.observe;

import io.leaderworkerset.manifest.RestartHistory;
import io.leaderworkerset.observe.RestartRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.annotation.Nullable;

/**
 * The restarts of the groups of one set that are remembered: what the leader StatefulSet's
 * annotation says, and what is newer and not written yet. Of two records of a group the one with
 * the higher version counts, so neither an old cache nor another manager's older memory takes
 * anything back. Thread-safe.
 */
public final class RestartMemory {
  private final Map<Integer, RestartRecord> records = new TreeMap<>();
  private final Map<Integer, Integer> savedVersions = new TreeMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private String setUid = "";
  private String leaderSetUid = "";
  @Nullable private String text;
  @Nullable private Long writtenNanos;
  @Nullable private Long unsavedSince;
  private boolean full;

  RestartMemory() {}

  /** Returns what to hold while the text is made and written: two writers would undo each other. */
  public ReentrantLock writing() {
    return writing;
  }

  /**
   * Takes in what a leader StatefulSet says.
   *
   * @param ownerUid the set it belongs to
   * @param uid its own UID: one that was made anew says nothing, and is to be told everything
   * @param annotation the text; null if there is none
   */
  synchronized void load(String ownerUid, String uid, @Nullable String annotation) {
    begin(ownerUid);
    if (!leaderSetUid.equals(uid)) {
      leaderSetUid = uid;
      savedVersions.clear();
      text = null;
    }
    if (annotation == null || annotation.equals(text)) {
      return;
    }
    text = annotation;
    for (RestartRecord each : RestartHistory.read(annotation)) {
      savedVersions.merge(each.group(), each.version(), Math::max);
      records.merge(each.group(), each, (a, b) -> b.version() > a.version() ? b : a);
    }
  }

  /** Forgets everything that is not about that set. */
  private void begin(String ofSet) {
    if (!setUid.equals(ofSet)) {
      setUid = ofSet;
      leaderSetUid = "";
      text = null;
      records.clear();
      savedVersions.clear();
      full = false;
    }
  }

  /** Returns what is remembered of a group; null if nothing is. */
  @Nullable
  public synchronized RestartRecord of(String ofSet, int group) {
    return setUid.equals(ofSet) ? records.get(group) : null;
  }

  /** Returns all that is remembered, by group. */
  public synchronized List<RestartRecord> all(String ofSet) {
    return setUid.equals(ofSet) ? new ArrayList<>(records.values()) : List.of();
  }

  /** Remembers a record, unless a newer one is there. */
  public synchronized void put(String ofSet, RestartRecord record) {
    begin(ofSet);
    records.merge(record.group(), record, (a, b) -> b.version() > a.version() ? b : a);
  }

  /**
   * Returns whether what is remembered of the group stands in the cluster, or had no room there.
   */
  public synchronized boolean isSaved(int group) {
    RestartRecord record = records.get(group);
    return record == null || savedVersions.getOrDefault(group, 0) >= record.version();
  }

  /** Returns what is remembered and was not written yet. */
  public synchronized List<RestartRecord> unsaved() {
    return records.values().stream().filter(each -> !isSaved(each.group())).toList();
  }

  /**
   * Notes that these records need not be written any more: because they were, because they say
   * nothing any more, or because there was no room for them.
   */
  public synchronized void dealtWith(Collection<RestartRecord> records, long nowNanos) {
    writtenNanos = nowNanos;
    unsavedSince = null;
    for (RestartRecord each : records) {
      savedVersions.merge(each.group(), each.version(), Math::max);
    }
  }

  /**
   * Notes whether there was room for all that was to be written.
   *
   * @return whether there was none for the first time since there last was
   */
  public synchronized boolean nowFull(boolean isFull) {
    boolean fresh = isFull && !full;
    full = isFull;
    return fresh;
  }

  /** Returns when this was first asked since it was last written, by the monotonic clock. */
  public synchronized long unsavedSince(long nowNanos) {
    if (unsavedSince == null) {
      unsavedSince = nowNanos;
    }
    return unsavedSince;
  }

  /** Returns when it was last written, by the monotonic clock; null if never. */
  @Nullable
  public synchronized Long writtenNanos() {
    return writtenNanos;
  }
}
