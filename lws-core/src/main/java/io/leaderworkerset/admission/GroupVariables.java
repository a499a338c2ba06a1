package io.leaderworkerset.admission;

import com.google.gson.JsonObject;
import io.leaderworkerset.identity.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.annotation.Nullable;

/** The variables that tell each container of a group who its leader is, how many pods and which. */
final class GroupVariables {
  private GroupVariables() {}

  static void add(MemberPod pod) {
    String group = required(pod, pod.label(Names.GROUP_INDEX_LABEL), Names.GROUP_INDEX_LABEL);
    String worker = required(pod, pod.label(Names.WORKER_INDEX_LABEL), Names.WORKER_INDEX_LABEL);
    String set = pod.labelOrEmpty(Names.SET_NAME_LABEL);
    String address = set + "-" + group + "." + pod.subdomain() + "." + pod.namespace();
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(Names.LEADER_ADDRESS_ENV, address);
    variables.put(Names.GROUP_SIZE_ENV, Integer.toString(pod.size()));
    variables.put(Names.WORKER_INDEX_ENV, worker);
    for (JsonObject each : Variables.containers(pod.spec())) {
      Variables.putFirst(each, variables);
    }
  }

  private static String required(MemberPod pod, @Nullable String value, String label) {
    if (value == null) {
      throw new RefusedException(
          "label " + label + " is missing for pod " + pod.name() + ", so its leader is unknown");
    }
    return value;
  }
}
