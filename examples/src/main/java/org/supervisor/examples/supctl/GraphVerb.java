package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessRemark;

final class GraphVerb implements Verb {
    private static final String DOT = "--dot";

    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public List<String> options() {
        return List.of(DOT);
    }

    @Override
    public String purpose() {
        return "Show which processes wait for which, with their states";
    }

    @Override
    public List<String> usage() {
        return List.of("graph", "graph NAME...", "graph --dot");
    }

    @Override
    public List<String> examples() {
        return List.of("graph", "graph api", "graph --dot | dot -Tsvg > programs.svg");
    }

    /**
     * What depends on what.
     *
     * @param needs by process, what it depends on, with conditions
     * @param dependents by process, those that depend on it
     */
    private record Graph(
            Map<String, ProcessInfo> processes,
            Map<String, ProcessRemark> remarks,
            Map<String, List<String>> needs,
            Map<String, List<String>> dependents) {
        static Graph of(Session session) {
            Graph graph = new Graph(
                    new TreeMap<>(), StatusVerb.remarks(session), new LinkedHashMap<>(), new LinkedHashMap<>());
            session.client()
                    .supervisor()
                    .allProcessInfo()
                    .forEach(info -> graph.processes().put(info.namespec(), info));
            Dependents.infos(session, graph.processes().keySet()).forEach((name, facts) -> {
                graph.needs().put(name, Dependents.list(facts, "depends_on"));
                graph.dependents().put(name, Dependents.list(facts, "dependents"));
            });
            return graph;
        }

        /** Those below which all others are: what they need is not there, or they need nothing. */
        Set<String> roots() {
            Set<String> roots = new LinkedHashSet<>(processes().keySet());
            dependents().values().forEach(roots::removeAll);
            return roots.isEmpty() ? processes().keySet() : roots;
        }

        String state(String name) {
            return StatusVerb.word(
                    processes().get(name), Optional.ofNullable(remarks().get(name)));
        }

        boolean isAlone(String name) {
            return needs().get(name).isEmpty() && dependents().get(name).isEmpty();
        }
    }

    @Override
    public int run(Session session, List<String> names) {
        Graph graph = Graph.of(session);
        if (names.contains(DOT)) {
            dot(session, graph);
            return Exit.OK;
        }
        Collection<String> roots = names.isEmpty() ? graph.roots() : names;
        Set<String> shown = new HashSet<>();
        int status = Exit.OK;
        for (String root : roots) {
            if (graph.processes().containsKey(root)) {
                if (!names.isEmpty() && !graph.needs().get(root).isEmpty()) {
                    session.print(root + " waits for "
                            + String.join(", ", graph.needs().get(root)));
                }
                tree(session, graph, root, "", shown);
            } else {
                session.print(root + ": ERROR (no such process)");
                new ProcessNames(session).suggest(root);
                status = Exit.FAILED;
            }
        }
        return status;
    }

    /** Each below what it depends on; if that is several, with all that is below it only once. */
    private static void tree(Session session, Graph graph, String name, String indent, Set<String> shown) {
        ProcessInfo info = graph.processes().get(name);
        List<String> dependents = graph.dependents().get(name);
        boolean isAbove = !shown.add(name) && !dependents.isEmpty();
        session.print(indent + name + "  " + graph.state(name)
                + (info.description().isEmpty() ? "" : "  ") + info.description() + (isAbove ? "  (see above)" : ""));
        if (!isAbove) {
            dependents.forEach(dependent -> tree(session, graph, dependent, indent + "  ", shown));
        }
    }

    private static void dot(Session session, Graph graph) {
        List<String> lines = new ArrayList<>(List.of("digraph programs {", "  rankdir=LR;"));
        graph.processes().keySet().forEach(name -> {
            if (!graph.isAlone(name)) {
                lines.add("  " + quoted(name) + " [label=" + quoted(name + "\\n" + graph.state(name)) + "];");
            }
        });
        graph.dependents()
                .forEach((name, dependents) -> dependents.forEach(
                        dependent -> lines.add("  " + quoted(dependent) + " -> " + quoted(name) + ";")));
        lines.add("}");
        lines.forEach(session::print);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}
