package org.supervisor.examples.supctl;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.supervisor.api.ProcessInfo;

final class NextVerb implements Verb {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Show which programs with a schedule are due next";
    }

    @Override
    public List<String> usage() {
        return List.of("next");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> none) {
        Map<String, List<String>> due = new TreeMap<>();
        List<String> processes = session.client().supervisor().allProcessInfo().stream()
                .map(ProcessInfo::namespec)
                .toList();
        Dependents.infos(session, processes).forEach((name, info) -> {
            if (info.get("next") instanceof String moment) {
                due.computeIfAbsent(moment, _ -> new ArrayList<>()).add(name);
            }
        });
        if (session.isJson()) {
            List<JsonObject> all = new ArrayList<>();
            due.forEach((moment, names) -> names.forEach(
                    name -> all.add(new JsonObject().with("name", name).with("next", moment))));
            session.printJson(all);
        } else if (due.isEmpty()) {
            session.print("no program has a schedule");
        } else {
            due.forEach((moment, names) -> names.forEach(name -> session.print(local(moment) + "  " + name)));
        }
        return Exit.OK;
    }

    private static String local(String moment) {
        try {
            return TIME.format(Instant.parse(moment));
        } catch (DateTimeParseException never) {
            return moment;
        }
    }
}
