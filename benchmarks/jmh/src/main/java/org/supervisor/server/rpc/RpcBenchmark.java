package org.supervisor.server.rpc;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.supervisor.server.Supervisor;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;

/** A call from its bytes to the bytes of the answer, without HTTP, and the parts of that; 100 programs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RpcBenchmark {
    private static final int PROGRAMS = 100;

    private final byte[] getState = call("supervisor.getState", "");
    private final byte[] getAll = call("supervisor.getAllProcessInfo", "");
    private final byte[] multicall = call("system.multicall", multicallOfInfos());
    private final CallReader reader = new CallReader();
    private final ByteBudget budget = new ByteBudget(Long.MAX_VALUE);
    private final XmlWriter writer = new XmlWriter();
    private final List<Map<String, Object>> structs =
            IntStream.range(0, PROGRAMS).mapToObj(RpcBenchmark::struct).toList();

    private Supervisor supervisor;
    private RpcEndpoint endpoint;

    /** Makes a supervisor of programs that do not run. */
    @Setup
    public void begin() {
        ProcessSpec[] specs = IntStream.range(0, PROGRAMS)
                .mapToObj(i -> ProcessSpec.builder("program" + i)
                        .command("/bin/sleep", "1000000")
                        .autoStart(false)
                        .build())
                .toArray(ProcessSpec[]::new);
        supervisor = Supervisor.of(specs);
        endpoint = new RpcEndpoint(
                supervisor.control(),
                new RpcSettings("0", true, _ -> OptionalInt.empty(), TimeSource.SYSTEM),
                Runnable::run);
    }

    /** Ends it. */
    @TearDown
    public void end() {
        supervisor.close();
    }

    /** Parses the smallest call. */
    @Benchmark
    public Object parseGetState() throws BadRequestException {
        return parse(getState);
    }

    /** Parses 100 calls in one. */
    @Benchmark
    public Object parseMulticall() throws BadRequestException {
        return parse(multicall);
    }

    private Call parse(byte[] body) throws BadRequestException {
        try (ByteBudget.Share share = budget.share()) {
            return reader.read(body, share);
        }
    }

    /** Writes 100 structs, each of seven texts and as many numbers. */
    @Benchmark
    public Object writeStructs() {
        writer.clear();
        writer.response(structs);
        return writer.written();
    }

    /** The whole of the smallest call. */
    @Benchmark
    public int answerGetState() {
        return answer(getState);
    }

    /** The whole of the call that consoles make. */
    @Benchmark
    public int answerGetAllProcessInfo() {
        return answer(getAll);
    }

    /** The whole of 100 calls in one. */
    @Benchmark
    public int answerMulticall() {
        return answer(multicall);
    }

    private int answer(byte[] body) {
        try (Reply reply = endpoint.answer(body).join()) {
            return reply.bytes().remaining();
        }
    }

    private static Map<String, Object> struct(int number) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < 7; i++) {
            members.put("text" + i, "a path or a word " + number);
            members.put("number" + i, 1_700_000_000 + number);
        }
        return members;
    }

    private static String multicallOfInfos() {
        return IntStream.range(0, PROGRAMS)
                .mapToObj(i -> "<value><struct><member><name>methodName</name>"
                        + "<value><string>supervisor.getProcessInfo</string></value></member>"
                        + "<member><name>params</name><value><array><data><value><string>program" + i
                        + "</string></value></data></array></value></member></struct></value>\n")
                .collect(Collectors.joining("", "<param><value><array><data>\n", "</data></array></value></param>\n"));
    }

    private static byte[] call(String method, String params) {
        return ("<?xml version='1.0'?>\n<methodCall>\n<methodName>" + method + "</methodName>\n<params>\n" + params
                        + "</params>\n</methodCall>\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
