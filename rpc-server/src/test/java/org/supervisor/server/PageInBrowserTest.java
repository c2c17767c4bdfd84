package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The page of a true daemon in a true browser: Debian's Chromium. Where there is none, this is skipped. */
@Timeout(180)
class PageInBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String ATTACK = "<img src=x onerror=document.title=1>";

    private static ChromeDriver browser;

    @TempDir
    private Path folder;

    private final int port = DaemonProcess.freePort();
    private DaemonProcess daemon;

    @BeforeAll
    static void open() {
        assumeTrue(
                Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
                "no Chromium here, so the page is not tried: apt-get install chromium chromium-driver");
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                new ChromeOptions()
                        .setBinary(CHROMIUM.toFile())
                        .addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"));
    }

    @AfterAll
    static void quit() {
        if (browser != null) {
            browser.quit();
        }
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            pidfile=%%(here)s/pid
            logfile=%%(here)s/main.log
            [inet_http_server]
            port=127.0.0.1:%d
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
            [program:web]
            command=/bin/sh -c "echo '%s'; exec sleep 1000"
            stdout_logfile=%%(here)s/web.log
            [program:broken]
            command=/nope/%s
            startretries=0
            """.formatted(port, ATTACK, ATTACK.replace(" ", "_")));
        run();
    }

    private void run() {
        daemon = new DaemonProcess(
                        "supervisord",
                        folder,
                        List.of("-n", "-c", folder.resolve("supervisord.conf").toString()))
                .until("it listens", () -> Files.exists(folder.resolve("pid")));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private void show(String place) {
        browser.get("about:blank");
        browser.get("http://127.0.0.1:" + port + "/" + place);
    }

    private static String text(String selector) {
        return String.valueOf(browser.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join(' ')", selector));
    }

    private static void awaitText(String selector, String wanted) {
        Await.until(
                selector + " says " + wanted + ", not " + text("body"),
                () -> text(selector).contains(wanted));
    }

    @Test
    void theListShowsWhatHappensAndAButtonStartsWhatWasStopped() {
        show("");
        awaitText("[data-name=web]", "RUNNING");
        awaitText("[data-name=broken]", "FATAL");
        browser.executeScript("document.querySelector('[aria-label=\"Stop web\"]').click()");
        awaitText("[data-name=web]", "STOPPED");
        browser.executeScript("document.querySelector('[aria-label=\"Start web\"]').click()");
        awaitText("[data-name=web]", "RUNNING");
    }

    @Test
    void whatAProgramWritesIsTextAndNothingElse() {
        show("#/process/web/log");
        awaitText(".log", ATTACK);
        show("#/process/broken/history");
        awaitText(".timeline", "<img");
        assertThat(browser.executeScript("return document.querySelectorAll('main img').length"))
                .isEqualTo(0L);
    }

    @Test
    void theConnectionComesBackWithTheDaemon() {
        show("");
        awaitText("#connection", "Live");
        daemon.close();
        awaitText("#connection", "Connection lost");
        run();
        awaitText("#connection", "Live");
        awaitText("[data-name=web]", "RUNNING");
    }
}
