package org.supervisor.server.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.configuration2.INIConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;

/**
 * Puts sections together with Commons Configuration. Its INI dialect is neither of ours: it would strip quotes, end values
 * at comment signs of its own, read escapes and brackets in them. So every name and value is wrapped before it goes in, in
 * the percent encoding of URLs, where none of these signs is left, and unwrapped when it comes out; a value carries the
 * number of its line along. What the library decides is what we want of it: which values belong to which section, in which
 * order, when sections and keys repeat.
 */
final class IniText {
    private IniText() {}

    /** The sections of a file, in the order of their first headers. */
    static List<Section> sections(Scan scan, Path file) {
        Map<String, Integer> headers = new HashMap<>();
        StringBuilder wrapped = new StringBuilder();
        scan.tell(new Scan.Reader() {
            @Override
            public void header(Scan.Header header) {
                headers.putIfAbsent(header.section(), header.number());
                wrapped.append('[').append(wrap(header.section())).append("]\n");
            }

            @Override
            public void assignment(Scan.Assignment assignment) {
                wrapped.append(wrap(assignment.key()))
                        .append('=')
                        .append(assignment.numbers().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining("-")))
                        .append('/')
                        .append(wrap(assignment.value()))
                        .append('\n');
            }
        });
        List<Section> sections = new ArrayList<>();
        for (ImmutableNode node : parse(wrapped.toString()).getChildren()) {
            String name = unwrap(node.getNodeName());
            sections.add(new Section(name, file, headers.get(name), settings(node, file)));
        }
        return sections;
    }

    private static ImmutableNode parse(String wrapped) {
        INIConfiguration library = new INIConfiguration();
        library.setSeparatorUsedInInput("=");
        try {
            library.read(new StringReader(wrapped));
        } catch (ConfigurationException e) {
            throw new IllegalStateException("wrapped text is always well-formed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string does not fail to be read
        }
        return library.getNodeModel().getNodeHandler().getRootNode();
    }

    private static Map<String, List<Setting>> settings(ImmutableNode section, Path file) {
        Map<String, List<Setting>> settings = new LinkedHashMap<>();
        for (ImmutableNode node : section.getChildren()) {
            String text = (String) node.getValue();
            int slash = text.indexOf('/');
            List<Integer> lines = Stream.of(text.substring(0, slash).split("-"))
                    .map(Integer::valueOf)
                    .toList();
            settings.computeIfAbsent(unwrap(node.getNodeName()), _ -> new ArrayList<>())
                    .add(new Setting(unwrap(text.substring(slash + 1)), file, lines));
        }
        return settings;
    }

    private static String wrap(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unwrap(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
