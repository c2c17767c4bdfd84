package org.supervisor.client;

/** XML-RPC values as a server writes them. */
final class Wires {
    private Wires() {}

    static String process(String group, String name) {
        return struct(
                "group",
                string(group),
                "name",
                string(name),
                "start",
                integer(1_700_000_000),
                "stop",
                integer(0),
                "now",
                integer(1_700_000_057),
                "state",
                integer(20),
                "statename",
                string("RUNNING"),
                "spawnerr",
                string(""),
                "exitstatus",
                integer(0),
                "logfile",
                string("/var/log/x"),
                "stdout_logfile",
                string("/var/log/x"),
                "stderr_logfile",
                string(""),
                "pid",
                integer(4711),
                "description",
                string("pid 4711, uptime 0:00:57"));
    }

    static String string(String text) {
        return "<string>" + text + "</string>";
    }

    static String integer(int number) {
        return "<int>" + number + "</int>";
    }

    static String array(String... values) {
        StringBuilder xml = new StringBuilder("<array><data>");
        for (String value : values) {
            xml.append("<value>").append(value).append("</value>");
        }
        return xml.append("</data></array>").toString();
    }

    static String struct(String... namesAndValues) {
        StringBuilder xml = new StringBuilder("<struct>");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            xml.append("<member><name>").append(namesAndValues[i]).append("</name><value>");
            xml.append(namesAndValues[i + 1]).append("</value></member>");
        }
        return xml.append("</struct>").toString();
    }
}
