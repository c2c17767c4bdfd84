package org.supervisor.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.Secrets;

/**
 * The values of one section, expanded and typed. An invalid value is added as a problem, and its default is returned,
 * so that reading goes on to the next problem.
 */
final class Values {
    private static final int SHOWN = 48;
    private static final String PASSWORD = "password";
    private static final String ENVIRONMENT = "environment";
    private static final Pattern ASSIGNED = Pattern.compile("\\w+(?=\\s*=)");

    private final Section section;
    private final Dialect dialect;
    private final Optional<Section> defaults;
    private final Types types;
    private final Names names;
    private final Findings findings;
    private final String context;

    /** Values of a Perl file, which have no names: a percent sign in them is a percent sign. */
    static Values perl(Section section, Types types, Findings findings) {
        return new Values(section, Dialect.PERL, Optional.empty(), types, null, findings, "");
    }

    /**
     * Values of a supervisord file, with expansions.
     *
     * @param defaults the values of keys that the section does not have
     * @param context the end of supervisord's messages
     */
    static Values supervisord(
            Section section, Optional<Section> defaults, Types types, Names names, Findings findings, String context) {
        return new Values(section, Dialect.SUPERVISORD, defaults, types, names, findings, context);
    }

    private Values(
            Section section,
            Dialect dialect,
            Optional<Section> defaults,
            Types types,
            Names names,
            Findings findings,
            String context) {
        this.section = section;
        this.dialect = dialect;
        this.defaults = defaults;
        this.types = types;
        this.names = names;
        this.findings = findings;
        this.context = context;
    }

    /** The same values with other names. */
    Values with(Names others) {
        return new Values(section, dialect, defaults, types, others, findings, context);
    }

    /** The names that can be used in these values. */
    Names names() {
        return names;
    }

    /** The dialect of the file. */
    Dialect dialect() {
        return dialect;
    }

    /** Whether the section has any of these keys. */
    boolean hasAny(Set<String> keys) {
        return !Collections.disjoint(section.settings().keySet(), keys)
                || defaults.filter(d -> !Collections.disjoint(d.settings().keySet(), keys))
                        .isPresent();
    }

    /** Adds a check of these values that needs to know all programs. */
    void checkLater(BiConsumer<Programs, Values> check) {
        findings.checkLater(programs -> check.accept(programs, this));
    }

    /** The section. */
    Section section() {
        return section;
    }

    /** The place of a key, if the section has it. */
    Optional<Setting> setting(Key<?> key) {
        return setting(key.name(dialect));
    }

    private Optional<Setting> setting(String key) {
        return section.get(key).or(() -> defaults.flatMap(d -> d.get(key)));
    }

    /** A value, or its default. */
    <T> T get(Key<T> key) {
        return get(key, form(key).fallback());
    }

    /** A value, or this default, which the key itself cannot know. */
    <T> T get(Key<T> key, String fallback) {
        return get(form(key), type(key), fallback);
    }

    /** A value, read in a way that depends on its place, or its default. */
    <T> T get(Key<T> key, Type<T> type) {
        return get(form(key), type, form(key).fallback());
    }

    private <T> T get(Key.Form<T> form, Type<T> type, String fallback) {
        return given(form.name(), type, fallback).orElseGet(() -> {
            if (setting(form.name()).isEmpty()) {
                note(form.name(), fallback, "default");
            }
            return parse(type, fallback);
        });
    }

    /** A value, or nothing if the key is absent. */
    <T> Optional<T> find(Key<T> key) {
        return find(key, type(key));
    }

    /** A value, read in a way that depends on its place, or nothing if the key is absent. */
    <T> Optional<T> find(Key<T> key, Type<T> type) {
        return given(key.name(dialect), type, "");
    }

    /** The type of a key's values. */
    <T> Type<T> type(Key<T> key) {
        return form(key).type().apply(types);
    }

    private <T> Key.Form<T> form(Key<T> key) {
        return key.in(dialect).orElseThrow();
    }

    /** The text as it is in the file. */
    Optional<String> raw(Key<?> key) {
        return setting(key).map(Setting::value);
    }

    /** Adds a problem with the value of a key, or with its absence. */
    void problem(Key<?> key, String expected, String supervisordText) {
        problem(key.name(dialect), expected, supervisordText);
    }

    /** Adds a problem with the section itself. */
    void problem(String expected, String supervisordText) {
        problem("", expected, supervisordText);
    }

    private void problem(String key, String expected, String supervisordText) {
        Optional<Setting> setting = setting(key);
        String found = setting.map(s -> key + " = " + shown(key, s.value())).orElse(key.isEmpty() ? "" : "no " + key);
        String misspelt = setting.isPresent() || key.isEmpty() ? "" : misspelt(key);
        problem(key, setting.map(Setting::line).orElse(section.line()), found, expected + misspelt, supervisordText);
    }

    private void problem(String key, int line, String found, String expected, String supervisordText) {
        findings.add(
                new Problem(
                        setting(key).map(Setting::file).orElse(section.file()),
                        line,
                        section.name(),
                        found,
                        expected,
                        supervisordText + context),
                key);
    }

    /** A key of the section that was probably intended to be the missing one. */
    private String misspelt(String key) {
        return NearSpelling.of(key, section.settings().keySet())
                .map(near -> "; is \"" + near + "\" meant to be it?")
                .orElse("");
    }

    /** Whether there is a problem with the value of a key. */
    boolean isFaulty(Key<?> key) {
        return findings.isFaulty(section.name(), key.name(dialect));
    }

    /** Whether there is a warning about the value of a key, which may be the cause of another problem with it. */
    boolean isWarnedOf(Key<?> key) {
        return findings.isWarnedOf(section.name(), key.name(dialect));
    }

    /** How many problems there are so far, here and elsewhere. */
    int problems() {
        return findings.count();
    }

    /** Adds a warning about the value of a key. */
    void warn(Key<?> key, String message) {
        warn(key.name(dialect), message);
    }

    /** Adds a warning about the section itself. */
    void warn(String message) {
        warn("", message);
    }

    private void warn(String key, String message) {
        Optional<Setting> setting = setting(key);
        findings.warn(new Warning(
                setting.map(Setting::file).orElse(section.file()),
                setting.map(Setting::line).orElse(section.line()),
                section.name(),
                key,
                message));
    }

    /** Adds a default that is in force. */
    void noteDefault(Key<?> key, String text) {
        note(key.name(dialect), text, "default");
    }

    private <T> Optional<T> given(String key, Type<T> type, String fallback) {
        Optional<Setting> setting = setting(key);
        if (setting.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = expanded(key, setting.get().value());
            T value = type.conversion().of(text);
            String remark = type.remark().apply(text);
            if (!remark.isEmpty()) {
                warn(key, remark);
            }
            note(
                    key,
                    shown(key, text, value),
                    NativeText.of(setting.get().file()) + ":" + setting.get().line());
            return Optional.of(value);
        } catch (BadValue e) {
            refuse(key, setting.get(), type, fallback, e);
            return Optional.empty();
        }
    }

    private void refuse(String key, Setting setting, Type<?> type, String fallback, BadValue why) {
        if (why.unknownName().startsWith(Names.VARIABLE) && findings.isFaulty("", ENVIRONMENT)) {
            return; // it may be set by an environment that could not be read, which is a problem already
        }
        String example = fallback.isEmpty() ? "" : ", such as: " + key + " = " + fallback;
        String expected = why.advice().isEmpty() ? "expected " + type.expected() + example : why.advice();
        if (mayHoldSecret(key, setting.value())) {
            problem(
                    key,
                    setting.line(why.line()),
                    key + ": " + Secrets.HIDDEN,
                    "expected " + type.expected() + "; it is not shown because it may hold a secret",
                    "the value of " + key + " is wrong");
        } else if (why.part().isEmpty()) {
            problem(key, expected, why.getMessage());
        } else {
            problem(key, setting.line(why.line()), key + ": " + shown(key, why.part()), expected, why.getMessage());
        }
        if (key.equals(ENVIRONMENT)) {
            findings.faulty("", ENVIRONMENT);
        }
    }

    private String expanded(String key, String text) throws BadValue {
        String expanded = names == null ? text : expanded(key, text, section.name() + "." + key);
        if (expanded.indexOf(0) >= 0) {
            throw new BadValue("embedded null byte").advising("remove the NUL character");
        }
        return expanded;
    }

    /** Of a secret not even a name in it is shown, because it may have been intended as text. */
    private String expanded(String key, String text, String label) throws BadValue {
        try {
            return names.expand(text, label);
        } catch (BadValue e) {
            throw isSecret(key)
                    ? e.saying("Format string '" + Secrets.HIDDEN + "' for " + PythonText.repr(label)
                                    + " cannot be expanded")
                            .advising("expected %% for a percent sign, %(name)s for a value, such as %(ENV_PASSWORD)s")
                    : e;
        }
    }

    private static <T> T parse(Type<T> type, String fallback) {
        try {
            return type.conversion().of(fallback);
        } catch (BadValue e) {
            throw new IllegalStateException("the default \"" + fallback + "\" is invalid", e);
        }
    }

    private void note(String key, String text, String source) {
        findings.value(new EffectiveValue(section.name(), key, isSecret(key) ? Secrets.HIDDEN : text, source));
    }

    /** A secret is shown nowhere: messages are kept in logs, and copied to others who are asked for help. */
    private static boolean isSecret(String key) {
        return key.equals(PASSWORD) || key.endsWith("_" + PASSWORD);
    }

    /** A value in force, without what looks like a secret. */
    private String shown(String key, String text, Object value) {
        if (!key.equals(ENVIRONMENT) || !(value instanceof Map<?, ?> variables)) {
            return Secrets.masked(text);
        }
        if (findings.showsEnvironment()) {
            return text;
        }
        Map<String, String> named = new LinkedHashMap<>();
        variables.forEach((name, content) -> named.put(name.toString(), content.toString()));
        return Secrets.areIn(named) ? Secrets.shown(named) : text;
    }

    private static boolean mayHoldSecret(String key, String value) {
        return key.equals(ENVIRONMENT)
                && ASSIGNED.matcher(value).results().anyMatch(name -> Secrets.isSecret(name.group()));
    }

    private static String shown(String key, String value) {
        if (isSecret(key)) {
            return value.isEmpty() ? "" : Secrets.HIDDEN;
        }
        if (mayHoldSecret(key, value)) {
            return Secrets.HIDDEN; // which part of it is the value of that variable is just what is not clear
        }
        String line = Secrets.masked(value).lines().findFirst().orElse("");
        boolean cut = line.length() > SHOWN || value.lines().count() > 1;
        return cut ? line.substring(0, Math.min(SHOWN, line.length())) + "..." : line;
    }
}
