package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.supervisor.server.os.SpawnResult.Spawned;

@Timeout(60)
class PollerTest {
    private static final long FOR_EVER = -1;

    private final Poller poller = new Poller(failure -> {
        throw new AssertionError(failure);
    });
    private final Arena arena = Arena.ofShared();
    private final List<Integer> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        poller.close();
        open.forEach(Descriptors::close);
        arena.close();
    }

    @Test
    void anEventCarriesItsDataThroughTheKernel() {
        int epoll = SysEpoll.create();
        int eventfd = readyDescriptor();
        open.add(epoll);
        long data = 0x0123_4567_89AB_CDEFL;
        MemorySegment event = arena.allocate(SysEpoll.EVENT_SIZE, Long.BYTES);
        SysEpoll.add(epoll, eventfd, SysEpoll.EPOLLIN, data, event);
        SysEpoll.add(epoll, readyDescriptor(), SysEpoll.EPOLLIN, data + 1, event);
        MemorySegment events = arena.allocate(2 * SysEpoll.EVENT_SIZE, Long.BYTES);
        MemorySegment timespec = arena.allocate(ValueLayout.JAVA_LONG, 2);
        assertThat(SysEpoll.await(epoll, events, timespec, FOR_EVER)).isEqualTo(2);
        assertThat(IntStream.range(0, 2).mapToObj(index -> SysEpoll.data(events, index)))
                .containsExactlyInAnyOrder(data, data + 1);
        assertThat(IntStream.range(0, 2).mapToObj(index -> SysEpoll.events(events, index)))
                .containsOnly(SysEpoll.EPOLLIN);
    }

    @Test
    void timeoutsInMillisecondsAreRoundedUp() {
        assertThat(SysEpoll.toMillis(-1)).isEqualTo(-1);
        assertThat(SysEpoll.toMillis(0)).isZero();
        assertThat(SysEpoll.toMillis(1)).isEqualTo(1);
        assertThat(SysEpoll.toMillis(1_000_000)).isEqualTo(1);
        assertThat(SysEpoll.toMillis(1_000_001)).isEqualTo(2);
        assertThat(SysEpoll.toMillis(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void waitsInMillisecondsWhereTheKernelOrASeccompFilterRefusesNanoseconds() {
        assertThat(SysEpoll.isUnavailable(-Errno.ENOSYS)).isTrue();
        assertThat(SysEpoll.isUnavailable(-Errno.EPERM)).isTrue();
        assertThat(SysEpoll.isUnavailable(-Errno.EINTR)).isFalse();
        assertThat(SysEpoll.isUnavailable(-Errno.EBADF)).isFalse();
        assertThat(SysEpoll.isUnavailable(0)).isFalse();
        assertThat(SysEpoll.isUnavailable(1)).isFalse();
    }

    @Test
    void neverReturnsBeforeTheTimeout() {
        long timeout = 2_500_000;
        long start = System.nanoTime();
        assertThat(poller.poll(timeout)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeout);
    }

    @Test
    void withoutPatienceItDoesNotWait() {
        assertThat(poller.poll(0)).isZero();
    }

    @Test
    void distinguishesReadableFromWritable() {
        List<String> reports = new ArrayList<>();
        int fd = readyDescriptor();
        poller.add(
                fd, true, false, (readable, writable, hangup) -> reports.add(readable + " " + writable + " " + hangup));
        assertThat(poller.poll(FOR_EVER)).isEqualTo(1);
        poller.modify(fd, false, true);
        poller.poll(FOR_EVER);
        poller.modify(fd, true, true);
        poller.poll(FOR_EVER);
        poller.modify(fd, false, false);
        assertThat(poller.poll(0)).isZero();
        assertThat(reports).containsExactly("true false false", "false true false", "true true false");
    }

    @Test
    void aHandlerRemovedByAnotherInTheSameBatchIsNotCalled() {
        List<Integer> called = new ArrayList<>();
        List<Integer> fds = Stream.generate(this::readyDescriptor).limit(20).toList();
        for (int fd : fds) {
            poller.add(fd, true, false, (_, _, _) -> {
                called.add(fd);
                fds.forEach(poller::remove);
            });
        }
        assertThat(poller.poll(FOR_EVER)).isEqualTo(1);
        assertThat(poller.poll(0)).isZero();
        assertThat(called).hasSize(1);
    }

    @Test
    void aDescriptorReusedWithinABatchDoesNotInheritTheEvent() {
        List<String> called = new ArrayList<>();
        int first = readyDescriptor();
        int second = readyDescriptor();
        Poller.Ready replaceTheOther = (_, _, _) -> {
            called.add("first");
            for (int fd : List.of(first, second)) {
                poller.remove(fd);
                poller.add(fd, false, false, (_, _, _) -> called.add("successor"));
            }
        };
        poller.add(first, true, false, replaceTheOther);
        poller.add(second, true, false, replaceTheOther);
        poller.poll(FOR_EVER);
        poller.poll(0);
        assertThat(called).containsExactly("first");
    }

    @Test
    void aWakeEndsThePresentPollOrTheNext() throws InterruptedException {
        poller.wake();
        assertThat(poller.poll(FOR_EVER)).isZero();
        Thread waker = Thread.ofPlatform().start(poller::wake);
        assertThat(poller.poll(FOR_EVER)).isZero();
        waker.join();
    }

    @Test
    void manyWakesEndOnePoll() {
        IntStream.range(0, 1_000).forEach(_ -> poller.wake());
        poller.poll(FOR_EVER);
        long start = System.nanoTime();
        long timeout = 1_000_000;
        poller.poll(timeout);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeout);
    }

    @Test
    void noWakeIsEverLost() throws InterruptedException {
        // each side waits for the other's last word; a lost wake would hang
        int rounds = 20_000;
        AtomicBoolean asked = new AtomicBoolean();
        Semaphore answers = new Semaphore(0);
        Thread waker = Thread.ofPlatform().start(() -> {
            for (int round = 0; round < rounds; round++) {
                asked.set(true);
                poller.wake();
                answers.acquireUninterruptibly();
            }
        });
        for (int answered = 0; answered < rounds; ) {
            poller.poll(FOR_EVER);
            if (asked.compareAndSet(true, false)) {
                answers.release();
                answered++;
            }
        }
        waker.join();
    }

    @Test
    void wakingAClosedPollerDoesNothing() {
        poller.close();
        poller.wake();
    }

    @Test
    @Tag("children")
    void aPidfdBecomesReadableAtTheExitAndAPipeHangsUp() {
        try (TestProcesses processes = new TestProcesses()) {
            Spawned child = processes.spawn(TestProcesses.shell("exit 3"));
            List<String> reports = new ArrayList<>();
            poller.add(child.pidfd(), true, false, (readable, _, _) -> {
                reports.add("exit " + readable);
                poller.remove(child.pidfd());
            });
            poller.add(child.stdoutFd(), true, false, (_, _, hangup) -> {
                reports.add("pipe " + hangup);
                poller.remove(child.stdoutFd());
            });
            while (reports.size() < 2) {
                poller.poll(FOR_EVER);
            }
            assertThat(reports).containsExactlyInAnyOrder("exit true", "pipe true");
        }
    }

    private int readyDescriptor() {
        int fd = OsException.check(SysEpoll.eventfd(), "eventfd");
        open.add(fd);
        Descriptors.write(fd, arena.allocateFrom(ValueLayout.JAVA_LONG, 1), 0, Long.BYTES);
        return fd;
    }
}
