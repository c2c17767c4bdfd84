package org.supervisor.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.supervisor.api.EventType;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.ProcessName;

class SupervisorEventTest {
    private static final ProcessName NAME = new ProcessName("web", "web_00");
    private static final String HEAD = "processname:web_00 groupname:web";

    @Test
    void payloadsAreSupervisords() {
        assertPayload(
                new SupervisorEvent.Starting(NAME, ProcessState.BACKOFF, 2),
                "PROCESS_STATE_STARTING",
                HEAD + " from_state:BACKOFF tries:2");
        assertPayload(
                new SupervisorEvent.BackedOff(NAME, ProcessState.STARTING, 1),
                "PROCESS_STATE_BACKOFF",
                HEAD + " from_state:STARTING tries:1");
        assertPayload(
                new SupervisorEvent.Running(NAME, ProcessState.STARTING, 7),
                "PROCESS_STATE_RUNNING",
                HEAD + " from_state:STARTING pid:7");
        assertPayload(
                new SupervisorEvent.Stopping(NAME, ProcessState.RUNNING, 7),
                "PROCESS_STATE_STOPPING",
                HEAD + " from_state:RUNNING pid:7");
        assertPayload(
                new SupervisorEvent.Stopped(NAME, ProcessState.STOPPING, 7),
                "PROCESS_STATE_STOPPED",
                HEAD + " from_state:STOPPING pid:7");
        assertPayload(
                new SupervisorEvent.Exited(NAME, ProcessState.RUNNING, true, 7),
                "PROCESS_STATE_EXITED",
                HEAD + " from_state:RUNNING expected:1 pid:7");
        assertPayload(
                new SupervisorEvent.Exited(NAME, ProcessState.RUNNING, false, 7),
                "PROCESS_STATE_EXITED",
                HEAD + " from_state:RUNNING expected:0 pid:7");
        assertPayload(
                new SupervisorEvent.GaveUp(NAME, ProcessState.BACKOFF),
                "PROCESS_STATE_FATAL",
                HEAD + " from_state:BACKOFF");
        assertPayload(
                new SupervisorEvent.Lost(NAME, ProcessState.RUNNING),
                "PROCESS_STATE_UNKNOWN",
                HEAD + " from_state:RUNNING");
        assertPayload(
                new SupervisorEvent.Logged(NAME, 7, LogStream.STDOUT, utf8("hällo\n")),
                "PROCESS_LOG_STDOUT",
                HEAD + " pid:7 channel:stdout\nhällo\n");
        assertPayload(
                new SupervisorEvent.Logged(NAME, 7, LogStream.STDERR, utf8("oops")),
                "PROCESS_LOG_STDERR",
                HEAD + " pid:7 channel:stderr\noops");
        assertPayload(
                new SupervisorEvent.Communicated(NAME, 7, LogStream.STDOUT, utf8("a message")),
                "PROCESS_COMMUNICATION_STDOUT",
                HEAD + " pid:7\na message");
        assertPayload(
                new SupervisorEvent.Communicated(NAME, 7, LogStream.STDERR, utf8("")),
                "PROCESS_COMMUNICATION_STDERR",
                HEAD + " pid:7\n");
        assertPayload(
                new SupervisorEvent.RemoteCommunication("kind", "two\nlines"),
                "REMOTE_COMMUNICATION",
                "type:kind\ntwo\nlines");
        assertPayload(new SupervisorEvent.SupervisorRunning(), "SUPERVISOR_STATE_CHANGE_RUNNING", "");
        assertPayload(new SupervisorEvent.SupervisorStopping(), "SUPERVISOR_STATE_CHANGE_STOPPING", "");
        assertPayload(new SupervisorEvent.Tick(Ticks.Period.HOUR, 7200), "TICK_3600", "when:7200");
        assertPayload(new SupervisorEvent.GroupAdded("web"), "PROCESS_GROUP_ADDED", "groupname:web\n");
        assertPayload(new SupervisorEvent.GroupRemoved("web"), "PROCESS_GROUP_REMOVED", "groupname:web\n");
    }

    @Test
    void bytesThatAreNotUtf8AreShownAsPythonShowsThem() {
        byte[] data = {'i', 't', '\'', 's', ' ', (byte) 0xe9, '\t', '\n', '\r', '\\', 0, 0x7f};
        assertThat(new SupervisorEvent.Logged(NAME, 7, LogStream.STDOUT, data).payload())
                .endsWith("\nUndecodable: b\"it's \\xe9\\t\\n\\r\\\\\\x00\\x7f\"");
        assertThat(PythonBytes.literal(utf8("'\""))).isEqualTo("b'\\'\"'");
    }

    @Test
    void everyTypeIsAnEventAndBelongsToItsFamily() {
        for (EventType type : EventType.values()) {
            assertThat(type.isA(EventType.EVENT)).isTrue();
            assertThat(type.isA(type)).isTrue();
            for (EventType family : List.of(EventType.PROCESS_STATE, EventType.TICK, EventType.PROCESS_GROUP)) {
                assertThat(type.isA(family)).isEqualTo(type.name().startsWith(family.name()));
            }
        }
        assertThat(EventType.PROCESS_STATE.isA(EventType.PROCESS_STATE_EXITED)).isFalse();
        assertThat(EventType.named(" process_state_exited ")).contains(EventType.PROCESS_STATE_EXITED);
        assertThat(EventType.named("NOPE")).isEmpty();
    }

    private static void assertPayload(SupervisorEvent event, String name, String payload) {
        assertThat(event.eventName()).isEqualTo(name);
        assertThat(event.payload()).isEqualTo(payload);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
