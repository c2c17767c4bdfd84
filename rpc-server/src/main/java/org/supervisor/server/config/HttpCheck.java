package org.supervisor.server.config;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.Probe;

/** Reads a check by HTTP: a URL, and what follows it with blanks in between. */
final class HttpCheck {
    private static final String TARGET = "([/?][\\x21-\\x7e&&[^#]]*)?";
    private static final Pattern URL =
            Pattern.compile("(https?)://" + ProbeTypes.HOST + "(?::(\\d{1,5}))?" + TARGET + "(?=\\s|$)");
    private static final Pattern UNIX_URL = Pattern.compile("http://unix:(/[^\\s:]+)(?::" + TARGET + ")?(?=\\s|$)");

    private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern OPTION = Pattern.compile("\\s+(?:expect\\s+([1-5]\\d\\d)(?:\\s*-\\s*([1-5]\\d\\d))?"
            + "|(insecure)|header\\s+(" + NAME + "):\\s*(?:\"([^\"]*)\"|(.*?))|match\\s+(.+))"
            + "(?=\\s+(?:expect\\s+\\d|insecure(?:\\s|$)|header\\s+" + NAME + ":|match\\s)|\\s*$)");

    private final String text;
    private final List<Probe.Http.Header> headers = new ArrayList<>();
    private int from = 200;
    private int to = 399;
    private Optional<String> pattern = Optional.empty();
    private boolean isInsecure;

    private HttpCheck(String text) {
        this.text = text;
    }

    /** The check; empty: this is something else. */
    static Optional<Probe.Http> read(String value) throws BadValue {
        return new HttpCheck(value).read();
    }

    private Optional<Probe.Http> read() throws BadValue {
        Matcher unix = UNIX_URL.matcher(text);
        if (unix.lookingAt()) {
            readOptions(unix.end());
            return Optional.of(check(new Endpoint.Unix(unix.group(1)), unix.group(2)));
        }
        Matcher url = URL.matcher(text);
        if (!url.lookingAt()) {
            return Optional.empty();
        }
        readOptions(url.end());
        boolean isTls = url.group(1).equals("https");
        int usual = isTls ? 443 : 80;
        int port = url.group(3) == null ? usual : ProbeTypes.port(url.group(3), text);
        Endpoint.Tcp tcp = new Endpoint.Tcp(ProbeTypes.host(url.group(2)), port);
        if (isInsecure && !isTls) {
            throw new BadValue("only https:// can be insecure: " + PythonText.repr(text));
        }
        return Optional.of(check(isTls ? new Endpoint.Tls(tcp, !isInsecure) : tcp, url.group(4)));
    }

    private Probe.Http check(Endpoint endpoint, String given) throws BadValue {
        String target = given == null || given.isEmpty() ? "/" : given;
        String path = target.startsWith("?") ? "/" + target : target;
        try {
            return new Probe.Http(endpoint, path, headers, new Probe.Http.Expected(from, to, pattern));
        } catch (PatternSyntaxException problem) {
            throw new BadValue("not a regular expression of RE2: " + problem.getMessage());
        }
    }

    private void readOptions(int start) throws BadValue {
        Matcher option = OPTION.matcher(text);
        int at = start;
        while (at < text.length()) {
            option.region(at, text.length());
            if (!option.lookingAt()) {
                throw new BadValue(
                        "after the URL " + PythonText.repr(text.substring(at).strip())
                                + ", expected: expect 200-399, header NAME: VALUE, insecure, or match REGEX at the"
                                + " end");
            }
            take(option);
            at = option.end();
        }
    }

    private void take(Matcher option) throws BadValue {
        if (option.group(1) != null) {
            from = Integer.parseInt(option.group(1));
            to = option.group(2) == null ? from : Integer.parseInt(option.group(2));
            if (to < from) {
                throw new BadValue("the range of statuses ends before it begins: " + PythonText.repr(text));
            }
        } else if (option.group(3) != null) {
            isInsecure = true;
        } else if (option.group(4) != null) {
            headers.add(header(option.group(4), option.group(5) == null ? option.group(6) : option.group(5)));
        } else {
            pattern = Optional.of(option.group(7).strip());
        }
    }

    private static Probe.Http.Header header(String name, String value) throws BadValue {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw new BadValue("a header with a control character: " + PythonText.repr(value));
        }
        return new Probe.Http.Header(name, value.strip());
    }
}
