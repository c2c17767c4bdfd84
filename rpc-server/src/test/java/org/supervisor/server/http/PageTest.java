package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.rpc.FakeControl;

/** The files of the page, as a browser gets them. */
class PageTest {
    private static final Path SOURCES = Path.of("src/main/resources/org/supervisor/server/http/ui");

    private static final FakeControl CONTROL = new FakeControl();
    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.start(
                List.of(new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, Optional.empty())),
                CONTROL.endpoint(),
                CONTROL,
                HttpLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static String get(String path, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        try (RawClient client = RawClient.tcp(server.ports().getFirst())) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + "\r\n")
                    .readAll();
        }
    }

    private static String address(String name) {
        return PageHandler.FILES + PageFiles.get().hash() + "/" + name;
    }

    @Test
    void thePageNamesOnlyFilesThatAreThere() throws IOException {
        String page = get("/");
        assertThat(page).startsWith("HTTP/1.1 200").contains("Content-Type: text/html;charset=utf-8");
        for (String name : PageFiles.get().names()) {
            assertThat(page).contains("\"ui/" + PageFiles.get().hash() + "/" + name + "\"");
            assertThat(get(address(name))).startsWith("HTTP/1.1 200").contains("immutable");
        }
    }

    @Test
    void everyFileOfTheFolderIsServed() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("index.html")))
                    .containsExactlyInAnyOrderElementsOf(PageFiles.get().names());
        }
    }

    @Test
    void allOfItIsAtMost150KilobytesOverTheWire() {
        int bytes = PageFiles.get().page().zipped().length;
        for (String name : PageFiles.get().names()) {
            bytes += PageFiles.get().named(name).orElseThrow().zipped().length;
        }
        assertThat(bytes).isLessThan(150_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "FILE"})
    void whatThePageMayLoadAndWhoMayShowItIsLimited(String path) throws IOException {
        String answer = get(path.equals("FILE") ? address("app.js") : path);
        assertThat(answer)
                .contains(
                        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for 'script'",
                        "X-Content-Type-Options: nosniff",
                        "X-Frame-Options: DENY",
                        "Referrer-Policy: no-referrer")
                .doesNotContain("unsafe");
    }

    @Test
    void nothingInThePageIsInline() throws IOException {
        assertThat(Files.readString(SOURCES.resolve("index.html")))
                .doesNotContainPattern("<style|style=|\\son\\w+=|javascript:|<script(?! type=\"module\" src=)|https?:");
    }

    @Test
    void noScriptReadsTextAsHtmlOrAsCode() throws IOException {
        for (String name : PageFiles.get().names()) {
            if (name.endsWith(".js")) {
                assertThat(Files.readString(SOURCES.resolve(name)))
                        .as(name)
                        .doesNotContainPattern("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|"
                                + "new Function|DOMParser|srcdoc|createContextualFragment");
            }
        }
    }

    @Test
    void theAddressOfEveryRequestIsRelativeSoThatAProxyMayAddAPrefix() throws IOException {
        for (String name : PageFiles.get().names()) {
            if (name.endsWith(".js")) {
                assertThat(Files.readString(SOURCES.resolve(name)))
                        .as(name)
                        .doesNotContainPattern("(fetch|EventSource|follow|get|post)\\(['\"`]/");
            }
        }
        assertThat(Files.readString(SOURCES.resolve("index.html"))).doesNotContainPattern("(href|src)=\"/");
    }

    @Test
    void aBrowserThatHasItGetsNothingAgain() throws IOException {
        String tag = get("/").lines()
                .filter(line -> line.startsWith("ETag: "))
                .findFirst()
                .orElseThrow()
                .substring("ETag: ".length());
        assertThat(get("/", "If-None-Match: W/\"x\", " + tag))
                .startsWith("HTTP/1.1 304")
                .endsWith("\r\n\r\n");
        assertThat(get("/", "If-None-Match: \"other\"")).startsWith("HTTP/1.1 200");
        assertThat(get("/")).contains("Cache-Control: no-cache");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"gzip|true", "br, GZIP;q=0.5|true", "gzip;q=0|false", "gzip; q=0.0|false", "br|false"})
    void itIsCompressedForThoseWhoReadThat(String accepted, boolean isZipped) throws IOException {
        String answer = get(address("app.js"), "Accept-Encoding: " + accepted);
        assertThat(answer.contains("Content-Encoding: gzip")).isEqualTo(isZipped);
        assertThat(answer).contains("Vary: Accept-Encoding");
        assertThat(answer.contains("addEventListener")).isNotEqualTo(isZipped);
    }

    @Test
    void aPageOfAnotherBuildGetsWhatThereIsAndDoesNotKeepIt() throws IOException {
        assertThat(get("/ui/0123456789abcdef/app.js"))
                .startsWith("HTTP/1.1 200")
                .contains("no-store")
                .doesNotContain("immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ui/", "/ui/app.js", "/ui/x/", "/ui/x/nope.js", "/ui/x/../index.html", "/ui/x/index.html"})
    void whatIsNoFileOfThePageIsNotFound(String path) throws IOException {
        assertThat(get(path)).startsWith("HTTP/1.1 404");
    }

    @Test
    void browsersFindTheIconWhereTheyLookForIt() throws IOException {
        assertThat(get("/favicon.ico")).startsWith("HTTP/1.1 200").contains("image/svg+xml", "<svg");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "processname=web|./#/process/web/log",
                "limit=1&processname=a%3Ab%20c/d|./#/process/a%3Ab%20c%2Fd/log",
                "processname=a%0d%0aX:%20y|./#/process/a%0D%0AX%3A%20y/log",
                "limit=1|./#/",
                "processname=%zz|./#/",
            })
    void theAddressOfALogOnSupervisordsPageLeadsToTheLog(String query, String location) throws IOException {
        assertThat(get("/tail.html?" + query)).containsAnyOf("HTTP/1.1 302", "HTTP/1.1 400");
        if (!query.contains("%zz")) {
            assertThat(get("/tail.html?" + query).lines()).contains("Location: " + location);
        }
    }

    @Test
    void anActionInTheAddressDoesNothing() throws IOException {
        assertThat(get("/index.html?processname=web&action=stop"))
                .startsWith("HTTP/1.1 200")
                .contains("<title>");
        assertThat(CONTROL.asked).isEmpty();
    }

    @Test
    void thePageIsUtf8() {
        assertThat(new String(PageFiles.get().page().plain(), StandardCharsets.UTF_8))
                .contains("<meta charset=\"utf-8\">");
    }
}
