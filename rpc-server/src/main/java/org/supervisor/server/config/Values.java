package org.supervisor.server.config;

import java.util.Optional;
import org.supervisor.server.process.NativeText;

/**
 * The values of one section, expanded and typed. A value that is not what it should be is noted as a problem, and its
 * default is handed out, so that reading goes on to the next problem.
 */
final class Values {
    private static final int SHOWN = 48;

    private final Section section;
    private final Optional<Section> defaults;
    private final Names names;
    private final Findings findings;
    private final String context;

    /** Values that know no names: a percent sign in them is a percent sign. */
    static Values plain(Section section, Findings findings) {
        return new Values(section, Optional.empty(), null, findings, "");
    }

    /**
     * Values with expansions.
     *
     * @param defaults where a key is looked for that the section does not have
     * @param context ends supervisord's complaints
     */
    Values(Section section, Optional<Section> defaults, Names names, Findings findings, String context) {
        this.section = section;
        this.defaults = defaults;
        this.names = names;
        this.findings = findings;
        this.context = context;
    }

    /** The same values with other names. */
    Values with(Names others) {
        return new Values(section, defaults, others, findings, context);
    }

    /** The names that can be used in these values. */
    Names names() {
        return names;
    }

    /** The section. */
    Section section() {
        return section;
    }

    /** Where a key stands, if it does. */
    Optional<Setting> setting(String key) {
        return section.get(key).or(() -> defaults.flatMap(d -> d.get(key)));
    }

    /** A value, or what the default text means. */
    <T> T get(String key, Type<T> type, String fallback) {
        return given(key, type, fallback).orElseGet(() -> {
            if (setting(key).isEmpty()) {
                noteDefault(key, fallback);
            }
            return parse(type, fallback);
        });
    }

    /** A value, or nothing if the key is absent. */
    <T> Optional<T> get(String key, Type<T> type) {
        return given(key, type, "");
    }

    /** The text as it stands in the file. */
    Optional<String> raw(String key) {
        return setting(key).map(Setting::value);
    }

    /** Notes a problem with the value of a key, or with its absence. */
    void problem(String key, String expected, String supervisordText) {
        Optional<Setting> setting = setting(key);
        findings.add(new Problem(
                setting.map(Setting::file).orElse(section.file()),
                setting.map(Setting::line).orElse(section.line()),
                section.name(),
                setting.map(s -> key + " = " + shown(s.value())).orElse("no " + key),
                expected,
                supervisordText + context));
    }

    /** Notes a warning about the value of a key. */
    void warn(String key, String message) {
        Optional<Setting> setting = setting(key);
        findings.warn(new Warning(
                setting.map(Setting::file).orElse(section.file()),
                setting.map(Setting::line).orElse(section.line()),
                section.name(),
                key,
                message));
    }

    /** Notes what is in force because nothing else was said. */
    void noteDefault(String key, String text) {
        note(key, text, "default");
    }

    private <T> Optional<T> given(String key, Type<T> type, String fallback) {
        Optional<Setting> setting = setting(key);
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = expanded(key, setting.get().value());
            T value = type.conversion().of(text);
            note(
                    key,
                    text,
                    NativeText.of(setting.get().file()) + ":" + setting.get().line());
            return Optional.of(value);
        } catch (BadValue e) {
            boolean isFormat = e.getMessage().startsWith("Format string");
            String example = fallback.isEmpty() ? "" : ", such as: " + key + " = " + fallback;
            problem(
                    key,
                    isFormat ? formatHint(e.getMessage()) : "expected " + type.expected() + example,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private String expanded(String key, String text) throws BadValue {
        return names == null ? text : names.expand(text, section.name() + "." + key);
    }

    private static String formatHint(String message) {
        int names = message.indexOf(" contains names ");
        return names < 0
                ? "expected %% for a percent sign, %(name)s for a value: "
                        + message.substring(message.lastIndexOf(": ") + 2)
                : "unknown name " + message.substring(message.indexOf('(', names), message.indexOf(')', names) + 1)
                        + "; ENV_X stands for the variable X, if the daemon has it";
    }

    private static <T> T parse(Type<T> type, String fallback) {
        try {
            return type.conversion().of(fallback);
        } catch (BadValue e) {
            throw new IllegalStateException("the default \"" + fallback + "\" is no good", e);
        }
    }

    private void note(String key, String text, String source) {
        findings.value(new EffectiveValue(section.name(), key, key.equals("password") ? "***" : text, source));
    }

    private static String shown(String value) {
        String line = value.lines().findFirst().orElse("");
        boolean cut = line.length() > SHOWN || !line.equals(value);
        return cut ? line.substring(0, Math.min(SHOWN, line.length())) + "..." : line;
    }
}
