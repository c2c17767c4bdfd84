package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.supervisor.server.Await;
import org.supervisor.server.process.Endpoint;

/** Checks whose host's look-up does not come to an end, or late. */
class HostLookupsTest {
    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final HostLookups lookups = new HostLookups(this::resolve, Executors.newVirtualThreadPerTaskExecutor());

    private InetAddress resolve(String host) throws UnknownHostException {
        asked.incrementAndGet();
        try {
            answer.await();
        } catch (InterruptedException interrupted) {
            throw new UnknownHostException(host);
        }
        if (host.equals("nowhere")) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getLoopbackAddress();
    }

    @AfterEach
    void end() {
        answer.countDown();
    }

    private SocketProbe probe(String host, int port) {
        return new SocketProbe(new Endpoint.Tcp(host, port), SocketProbe.NOTHING_TO_ASK, lookups);
    }

    @Test
    void aHostIsLookedUpOnceAtATimeHoweverManyAsk() {
        List<SocketProbe> probes = new ArrayList<>();
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            SocketProbe probe = probe("slow", 1);
            probes.add(probe);
            results.add(CompletableFuture.supplyAsync(
                    probe::run, task -> Thread.ofVirtual().start(task)));
        }
        Await.until("a look-up goes on", () -> asked.get() == 1);
        probes.forEach(SocketProbe::close);
        assertThat(results).allSatisfy(result -> assertThat(result.join()).isEqualTo("failed: it was cancelled"));
        assertThat(asked).as("the look-up still goes on, and there is no other").hasValue(1);
    }

    @Test
    void anAnswerThatComesTooLateIsDropped() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            SocketProbe late = probe("slow", listening.getLocalPort());
            CompletableFuture<String> result = CompletableFuture.supplyAsync(late::run);
            Await.until("the look-up goes on", () -> asked.get() == 1);
            late.close();
            assertThat(result.join()).isEqualTo("failed: it was cancelled");
            answer.countDown();
            assertThat(probe("slow", listening.getLocalPort()).run()).isEmpty();
            listening.accept().close();
            listening.setSoTimeout(50);
            assertThat(catchThrowable(listening::accept))
                    .as("nobody else has connected")
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void anUnknownHostIsNamedAndIsLookedUpAgain() {
        answer.countDown();
        assertThat(probe("nowhere", 1).run()).isEqualTo("failed: the host nowhere is unknown");
        assertThat(probe("nowhere", 1).run()).isEqualTo("failed: the host nowhere is unknown");
        assertThat(asked).hasValue(2);
    }

    @Test
    void anAddressIsNotLookedUp() {
        assertThat(lookups.address("127.0.0.1").join()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(lookups.address("::1").join()).isEqualTo(InetAddress.ofLiteral("::1"));
        assertThat(asked).hasValue(0);
    }
}
