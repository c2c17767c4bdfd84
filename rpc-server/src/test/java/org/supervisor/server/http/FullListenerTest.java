package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.server.rpc.FakeControl.logging;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.supervisor.server.Await;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.rpc.FakeControl;

/** Listeners all of whose connections are taken, by followers of a log to which nothing is added. */
@Timeout(60)
class FullListenerTest {
    private static final int MOST = 4;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String FOLLOW = "GET /logtail/web HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String BODY =
            "<methodCall><methodName>supervisor.getAPIVersion</methodName><params/></methodCall>";
    private static final String CALL = "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + BODY.length() + "\r\n\r\n" + BODY;

    private final FakeControl control = new FakeControl();
    private final List<RawClient> open = new ArrayList<>();
    private HttpServer server;
    private Path socket;
    private Path log;

    @TempDir
    private Path folder;

    enum Kind {
        TCP,
        UNIX
    }

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("super.sock");
        server = HttpServer.start(
                List.of(
                        new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, Optional.empty()),
                        new HttpSpec.Unix("unix_http_server", socket, 0700, Optional.empty(), Optional.empty())),
                control.endpoint(),
                control,
                new HttpLimits(1 << 20, 16 << 10, MOST, LONG, LONG));
        log = Files.writeString(folder.resolve("web.log"), "start\n");
        control.with(logging(stopped("web", "web"), log, null));
    }

    @AfterEach
    void close() throws IOException {
        for (RawClient client : open) {
            client.close();
        }
        server.close();
    }

    private RawClient connect(Kind kind) throws IOException {
        RawClient client = kind == Kind.TCP ? RawClient.tcp(server.ports().getFirst()) : RawClient.unix(socket);
        open.add(client);
        return client;
    }

    private List<RawClient> fill(Kind kind) throws IOException {
        List<RawClient> followers = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            RawClient follower = connect(kind).send(FOLLOW);
            follower.readUntil("start\n");
            followers.add(follower);
        }
        return followers;
    }

    private void append(String line) throws IOException {
        Files.writeString(log, line, StandardOpenOption.APPEND);
        control.wrote(log);
    }

    @ParameterizedTest
    @EnumSource
    void followersWhoseClientsHaveGoneMakeRoomThoughNothingIsWritten(Kind kind) throws Exception {
        for (int round = 0; round < 3; round++) {
            for (RawClient follower : fill(kind)) {
                follower.close();
            }
            assertThat(connect(kind).send(CALL).readAll()).contains("3.0");
        }
        Await.until("no log is followed", () -> control.followers(log) == 0);
    }

    @ParameterizedTest
    @EnumSource
    void oneThatLeavesMakesRoomAndTheOthersFollowOn(Kind kind) throws Exception {
        List<RawClient> followers = fill(kind);
        RawClient waiting = connect(kind).send(CALL);
        followers.removeFirst().close();
        assertThat(waiting.readAll()).contains("3.0");
        append("more\n");
        for (RawClient follower : followers) {
            follower.readUntil("more\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noMoreAreAcceptedThanTheLimitHoweverManyAreAdmitted(Kind kind) throws Exception {
        List<RawClient> followers = fill(kind);
        RawClient next = connect(kind).send(FOLLOW);
        append("more\n");
        for (RawClient follower : followers) {
            follower.readUntil("more\n");
        }
        assertThat(control.followers(log)).isEqualTo(MOST);
        followers.getFirst().close();
        next.readUntil("more\n");
    }

    /** Each has sent its request before there is room for it. */
    @ParameterizedTest
    @EnumSource
    void allWhoWaitAreAnsweredWhenThereIsRoomForOne(Kind kind) throws Exception {
        List<RawClient> followers = fill(kind);
        List<RawClient> waiting = new ArrayList<>();
        for (int i = 0; i < 3 * MOST; i++) {
            waiting.add(connect(kind).send(CALL));
        }
        followers.getFirst().close();
        for (RawClient client : waiting) {
            assertThat(client.readAll()).contains("3.0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneThatSendsNothingGivesWayToTheNext(Kind kind) throws Exception {
        List<RawClient> followers = fill(kind);
        RawClient silent = connect(kind);
        RawClient next = connect(kind).send(CALL);
        followers.getFirst().close();
        assertThat(silent.readAll()).isEmpty();
        assertThat(next.readAll()).contains("3.0");
    }

    /** As with supervisord: what is there is sent, and that is the end. */
    @ParameterizedTest
    @EnumSource
    void aFollowerThatClosesItsSideHasLeft(Kind kind) throws Exception {
        for (RawClient follower : fill(kind)) {
            follower.sendNoMore();
            assertThat(follower.readAll()).contains("start\n");
        }
        assertThat(connect(kind).send(CALL).sendNoMore().readAll()).contains("3.0");
    }

    @ParameterizedTest
    @EnumSource
    void acceptsConnectionsAgainAfterAPause(Kind kind) throws Exception {
        assertThat(server.pause(LONG)).isTrue();
        RawClient early = connect(kind).send(CALL);
        server.resume();
        assertThat(early.readAll()).contains("3.0");
        assertThat(connect(kind).send(CALL).readAll()).contains("3.0");
    }

    /** A client's machine that has gone reports nothing. The field {@code tr} of proc(5) is 2 for a keep-alive timer. */
    @Test
    void theKernelAsksTheMachinesOfFollowersWhetherTheyAreThere() throws Exception {
        RawClient follower = connect(Kind.TCP).send(FOLLOW);
        follower.readUntil("start\n");
        String itsEnd = String.format(":%04X", follower.localPort());
        String ourEnd = String.format(":%04X", server.ports().getFirst());
        Await.until(
                "the timer of the connection",
                () -> connections()
                        .anyMatch(fields -> fields[1].endsWith(ourEnd)
                                && fields[2].endsWith(itsEnd)
                                && fields[5].startsWith("02:")));
    }

    private static Stream<String[]> connections() {
        try {
            return Files.readString(Path.of("/proc/net/tcp"))
                    .lines()
                    .map(line -> line.trim().split("\\s+", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
