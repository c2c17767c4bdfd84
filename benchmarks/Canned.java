import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Answers each request with the file of the request's name: the least that HTTP costs here. Arguments: port, folder. */
final class Canned extends Handler.Abstract.NonBlocking {
    private static final int THREADS = 6;

    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    private Canned(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                answers.put("/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        byte[] answer = answers.get(request.getHttpURI().getPath());
        Content.Source.consumeAll(request, Callback.from(() -> send(response, answer, callback), callback::failed));
        return true;
    }

    private static void send(Response response, byte[] answer, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/xml").put(HttpHeader.CONTENT_LENGTH, answer.length);
        response.write(true, ByteBuffer.wrap(answer), callback);
    }

    public static void main(String[] args) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setReservedThreads(0);
        Server server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 0, 1, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        server.setHandler(new Canned(Path.of(args[1])));
        server.start();
        server.join();
    }
}
