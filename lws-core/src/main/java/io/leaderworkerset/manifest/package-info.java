/**
 * Turns intent into the JSON objects that are sent: StatefulSets, Services, ControllerRevisions and
 * PodGroups, each holding exactly what this library owns.
 */
@ParametersAreNonnullByDefault
package io.leaderworkerset.manifest;

import javax.annotation.ParametersAreNonnullByDefault;
