package org.supervisor.server.http;

import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogStream;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;

/** Follows the log of a process: {@code /logtail/name} or {@code /logtail/name/stderr}. */
final class LogTailHandler implements Request.Handler {
    static final String PATH = "/logtail/";

    private final LogFollowing following;

    LogTailHandler(LogFollowing following) {
        this.following = following;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Path> log = RequestPath.rests(request.getHttpURI(), PATH).stream()
                .flatMap(what -> log(what).stream())
                .findFirst();
        LogAnswer.send(log, following, request, response, callback);
        return true;
    }

    private Optional<Path> log(String what) {
        int slash = what.indexOf('/');
        String name = slash < 0 ? what : what.substring(0, slash);
        Optional<LogStream> stream =
                slash < 0 ? Optional.of(LogStream.STDOUT) : LogStream.ofWord(what.substring(slash + 1));
        try {
            ProcessView process = following.control().process(name);
            return stream.flatMap(process::log);
        } catch (RefusedException e) {
            if (e.code() == FaultCode.NOT_PERMITTED) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
