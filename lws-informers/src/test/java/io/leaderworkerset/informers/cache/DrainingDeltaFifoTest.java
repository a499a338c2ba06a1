package io.leaderworkerset.informers.cache;

import static io.leaderworkerset.informers.support.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.cache.DeltaFIFO;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DrainingDeltaFifoTest {
  private final Cache<KubernetesObject> cache =
      new Cache<>("none", object -> List.of(), DrainingDeltaFifoTest::keyOf);
  private final List<String> processed = new ArrayList<>();

  private static String keyOf(KubernetesObject object) {
    return object instanceof DeltaFIFO.DeletedFinalStateUnknown<?> gone
        ? ((CachedObject) gone.getObj()).key()
        : ((CachedObject) object).key();
  }

  private static CachedObject object(String name, String version) {
    return new CachedValue<>("ns", name, "uid-" + name, version, "value");
  }

  /** Does with the cache what the official informer does. */
  private void popInto(DeltaFIFO fifo) throws InterruptedException {
    fifo.pop(
        deltas ->
            deltas.forEach(
                delta -> {
                  processed.add(delta.getLeft() + " " + keyOf(delta.getRight()));
                  if (delta.getLeft() == DeltaFIFO.DeltaType.Deleted) {
                    cache.delete(delta.getRight());
                  } else {
                    cache.add(delta.getRight());
                  }
                }));
  }

  @Test
  void theOfficialQueueKeepsAGhostOfAnObjectThatCameAndWentAroundARelist() throws Exception {
    DeltaFIFO official = new DeltaFIFO(DrainingDeltaFifoTest::keyOf, cache);
    official.add(object("ghost", "2"));
    official.replace(new ArrayList<>(), "20");
    while (!official.listKeys().isEmpty()) {
      popInto(official);
    }
    assertThat(cache.listKeys()).as("the reason for our subclass").containsExactly("ns/ghost");
  }

  @Test
  void keepsNoGhostOfAnObjectThatCameAndWentAroundARelist() throws Exception {
    DrainingDeltaFifo fifo = new DrainingDeltaFifo(DrainingDeltaFifoTest::keyOf, cache);
    fifo.add(object("ghost", "2"));
    Thread reflector = new Thread(() -> fifo.replace(new ArrayList<>(), "20"));
    reflector.start();
    await("the relist waits", () -> reflector.getState() == Thread.State.WAITING);
    popInto(fifo);
    reflector.join();
    popInto(fifo);
    assertThat(processed).containsExactly("Added ns/ghost", "Deleted ns/ghost");
    assertThat(cache.listKeys()).isEmpty();
    assertThat(fifo.distributed()).isEqualTo(2);
  }

  @Test
  void givesUpARelistThatWaitsWhenStopped() throws Exception {
    DrainingDeltaFifo fifo = new DrainingDeltaFifo(DrainingDeltaFifoTest::keyOf, cache);
    fifo.add(object("a", "2"));
    Thread reflector = new Thread(() -> fifo.replace(List.of(object("b", "3")), "20"));
    reflector.start();
    await("the relist waits", () -> reflector.getState() == Thread.State.WAITING);
    fifo.stop();
    reflector.join();
    assertThat(fifo.listKeys()).containsExactly("ns/a");
  }

  @Test
  void replacesATombstoneByTheObjectItMeans() throws Exception {
    DrainingDeltaFifo fifo = new DrainingDeltaFifo(DrainingDeltaFifoTest::keyOf, cache);
    cache.add(object("cached", "1"));
    fifo.add(object("queued", "2"));
    fifo.delete(new Tombstone("ns", "cached", "3"));
    fifo.delete(new Tombstone("ns", "queued", "4"));
    fifo.delete(new Tombstone("ns", "unknown", "5"));
    assertThat(fifo.getByKey("ns/cached").getLast().getRight()).isInstanceOf(CachedValue.class);
    assertThat(fifo.getByKey("ns/queued").getLast().getRight()).isInstanceOf(CachedValue.class);
    assertThat(fifo.listKeys()).containsExactlyInAnyOrder("ns/cached", "ns/queued");
  }
}
