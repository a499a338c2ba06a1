package io.leaderworkerset.informers.observe;

import com.google.gson.stream.JsonReader;
import io.leaderworkerset.identity.Names;
import io.leaderworkerset.informers.cache.CachedValue;
import io.leaderworkerset.informers.cache.ObjectParser;
import io.leaderworkerset.informers.cache.StringPool;
import io.leaderworkerset.observe.ContainerTrouble;
import io.leaderworkerset.observe.PodObservation;
import io.leaderworkerset.observe.PodPhase;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Reads a pod of a set straight from the stream into its slim record. */
final class PodParser implements ObjectParser<CachedValue<PodObservation>> {
  private final StringPool pool;

  PodParser(StringPool pool) {
    this.pool = pool;
  }

  @Override
  @Nullable
  public CachedValue<PodObservation> parse(JsonReader in) throws IOException {
    Draft draft = new Draft();
    Fields.object(
        in,
        (name, reader) -> {
          switch (name) {
            case "metadata" -> Fields.object(reader, draft::metadata);
            case "spec" -> Fields.object(reader, draft::spec);
            case "status" -> Fields.object(reader, draft::status);
            default -> reader.skipValue();
          }
        });
    PodObservation pod = draft.finish();
    return pod == null
        ? null
        : new CachedValue<>(pod.namespace(), pod.name(), pod.uid(), pod.resourceVersion(), pod);
  }

  private String intern(@Nullable String text) {
    return text == null ? "" : pool.intern(text);
  }

  @Nullable
  private String internOrNull(@Nullable String text) {
    return text == null ? null : pool.intern(text);
  }

  private final class Draft {
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String resourceVersion = "";
    @Nullable private String set;
    @Nullable private Integer group;
    @Nullable private Integer worker;
    @Nullable private String revisionKey;
    private int size = 1;
    @Nullable private String leaderName;
    @Nullable private String ownerUid;
    @Nullable private String nodeName;
    private PodPhase phase = PodPhase.PENDING;
    private boolean ready;
    private Instant created = Instant.EPOCH;
    @Nullable private Instant deleted;
    @Nullable private String unschedulable;
    private List<ContainerTrouble> troubles = List.of();
    @Nullable private String reason;
    @Nullable private String groupKey;
    @Nullable private Instant readinessSince;

    void metadata(String member, JsonReader in) throws IOException {
      switch (member) {
        case "namespace" -> namespace = intern(Fields.string(in));
        case "name" -> name = orEmpty(Fields.string(in));
        case "uid" -> uid = orEmpty(Fields.string(in));
        case "resourceVersion" -> resourceVersion = orEmpty(Fields.string(in));
        case "creationTimestamp" -> created = orEpoch(Fields.time(Fields.string(in)));
        case "deletionTimestamp" -> deleted = Fields.time(Fields.string(in));
        case "labels" -> Fields.object(in, this::label);
        case "annotations" -> Fields.object(in, this::annotation);
        case "ownerReferences" -> Fields.array(in, this::owner);
        default -> in.skipValue();
      }
    }

    private void label(String key, JsonReader in) throws IOException {
      switch (key) {
        case Names.SET_NAME_LABEL -> set = intern(Fields.string(in));
        case Names.GROUP_KEY_LABEL -> groupKey = Fields.string(in);
        case Names.GROUP_INDEX_LABEL -> group = Fields.integer(in);
        case Names.WORKER_INDEX_LABEL -> worker = Fields.integer(in);
        case Names.REVISION_LABEL -> revisionKey = internOrNull(Fields.string(in));
        default -> in.skipValue();
      }
    }

    private void annotation(String key, JsonReader in) throws IOException {
      switch (key) {
        case Names.SIZE_ANNOTATION -> {
          Integer given = Fields.integer(in);
          size = given == null ? 1 : Math.max(1, given);
        }
        case Names.LEADER_NAME_ANNOTATION -> leaderName = internOrNull(Fields.string(in));
        default -> in.skipValue();
      }
    }

    private void owner(JsonReader in) throws IOException {
      String[] seen = new String[1];
      boolean[] controls = new boolean[1];
      Fields.object(
          in,
          (member, reader) -> {
            switch (member) {
              case "uid" -> seen[0] = Fields.string(reader);
              case "controller" -> controls[0] = Fields.isTrue(reader);
              default -> reader.skipValue();
            }
          });
      if (controls[0]) {
        ownerUid = internOrNull(seen[0]);
      }
    }

    void spec(String member, JsonReader in) throws IOException {
      if (member.equals("nodeName")) {
        nodeName = internOrNull(Fields.string(in));
      } else {
        in.skipValue();
      }
    }

    void status(String member, JsonReader in) throws IOException {
      switch (member) {
        case "reason" -> reason = internOrNull(Fields.string(in));
        case "phase" -> phase = PodPhase.of(Fields.string(in));
        case "conditions" -> Fields.array(in, this::condition);
        case "containerStatuses" -> Fields.array(in, reader -> container(reader, false));
        case "initContainerStatuses" -> Fields.array(in, reader -> container(reader, true));
        default -> in.skipValue();
      }
    }

    private void condition(JsonReader in) throws IOException {
      String[] read = new String[5];
      Fields.object(
          in,
          (member, reader) -> {
            switch (member) {
              case "type" -> read[0] = Fields.string(reader);
              case "status" -> read[1] = Fields.string(reader);
              case "reason" -> read[2] = Fields.string(reader);
              case "message" -> read[3] = Fields.string(reader);
              case "lastTransitionTime" -> read[4] = Fields.string(reader);
              default -> reader.skipValue();
            }
          });
      if ("Ready".equals(read[0])) {
        ready = "True".equals(read[1]);
        readinessSince = Fields.time(read[4]);
      } else if ("PodScheduled".equals(read[0]) && "False".equals(read[1])) {
        unschedulable = intern(read[3] == null ? read[2] : read[3]);
      }
    }

    private void container(JsonReader in, boolean init) throws IOException {
      ContainerTrouble trouble = new ContainerParser().parse(in, init);
      if (trouble != null) {
        if (troubles.isEmpty()) {
          troubles = new ArrayList<>(1);
        }
        troubles.add(trouble);
      }
    }

    /** Returns the pod; null if it is no member of a set (no set label, no index anywhere). */
    @Nullable
    PodObservation finish() {
      Integer ordinal = ordinalOf(name);
      Integer workerIndex = worker != null ? worker : ordinal;
      if (set == null || set.isEmpty() || workerIndex == null) {
        return null;
      }
      Integer groupIndex = group != null ? group : workerIndex == 0 ? ordinal : null;
      if (groupIndex == null || groupIndex < 0 || workerIndex < 0) {
        return null;
      }
      return PodObservation.builder(set, groupIndex, workerIndex)
          .namespace(namespace)
          .name(name)
          .uid(uid)
          .resourceVersion(resourceVersion)
          .revisionKey(revisionKey)
          .size(size)
          .leaderName(leaderName)
          .ownerUid(ownerUid)
          .nodeName(nodeName)
          .phase(phase)
          .ready(ready)
          .created(created)
          .deleted(deleted)
          .unschedulable(unschedulable)
          .troubles(troubles)
          .reason(reason)
          .groupKey(workerIndex == 0 ? groupKey : null)
          .readinessSince(readinessSince)
          .build();
    }
  }

  @Nullable
  static Integer ordinalOf(String name) {
    return Fields.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static Instant orEpoch(@Nullable Instant time) {
    return time == null ? Instant.EPOCH : time;
  }

  /** Reads one container status; a container that simply runs gives nothing. */
  private final class ContainerParser {
    private String name = "";
    private int restarts;
    @Nullable private String waitingReason;
    @Nullable private String waitingMessage;
    @Nullable private Integer exitCode;
    @Nullable private String exitReason;

    @Nullable
    ContainerTrouble parse(JsonReader in, boolean init) throws IOException {
      Fields.object(
          in,
          (member, reader) -> {
            switch (member) {
              case "name" -> name = intern(Fields.string(reader));
              case "restartCount" -> {
                Integer count = Fields.integer(reader);
                restarts = count == null ? 0 : count;
              }
              case "state", "lastState" -> Fields.object(reader, this::state);
              default -> reader.skipValue();
            }
          });
      boolean failed = exitCode != null && exitCode != 0;
      return restarts > 0 || waitingReason != null || failed
          ? new ContainerTrouble(
              name, init, restarts, waitingReason, waitingMessage, exitCode, exitReason)
          : null;
    }

    private void state(String kind, JsonReader in) throws IOException {
      switch (kind) {
        case "waiting" -> Fields.object(in, this::waiting);
        case "terminated" -> Fields.object(in, this::terminated);
        default -> in.skipValue();
      }
    }

    private void waiting(String member, JsonReader in) throws IOException {
      switch (member) {
        case "reason" -> {
          String reason = Fields.string(in);
          boolean ordinary = "ContainerCreating".equals(reason) || "PodInitializing".equals(reason);
          waitingReason = ordinary ? null : internOrNull(reason);
        }
        case "message" -> waitingMessage = Fields.string(in);
        default -> in.skipValue();
      }
    }

    private void terminated(String member, JsonReader in) throws IOException {
      switch (member) {
        case "exitCode" -> exitCode = Fields.integer(in);
        case "reason" -> exitReason = internOrNull(Fields.string(in));
        default -> in.skipValue();
      }
    }
  }
}
