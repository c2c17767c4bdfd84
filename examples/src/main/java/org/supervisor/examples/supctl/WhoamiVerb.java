package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Locale;
import org.supervisor.api.Whoami;

final class WhoamiVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Show who you are to the supervisor, and what you may do";
    }

    @Override
    public List<String> usage() {
        return List.of("whoami");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> none) {
        Whoami me = session.client().whoami();
        if (session.isJson()) {
            session.printJson(new JsonObject()
                    .with("name", me.name())
                    .with("way", word(me.way()))
                    .with("token", me.token())
                    .with("expires", me.expires().map(when -> when.getEpochSecond()))
                    .with("role", word(me.role()))
                    .with("programs", me.programs()));
            return Exit.OK;
        }
        session.print("name      " + me.name().orElse("anonymous"));
        session.print("way in    " + way(me));
        session.print("role      " + word(me.role()));
        session.print("programs  " + (me.programs().contains("*") ? "all" : String.join(", ", me.programs())));
        return Exit.OK;
    }

    private static String way(Whoami me) {
        return switch (me.way()) {
            case NONE -> "none: nobody has to log in";
            case PASSWORD -> "password";
            case SOCKET -> "UNIX socket: the kernel knows you";
            case TOKEN ->
                "token " + me.token().orElse("")
                        + me.expires().map(when -> ", which expires at " + when).orElse("");
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
