package org.supervisor.examples.supctl;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads audit logs from their files, so it needs no supervisor. */
final class AuditVerb implements Verb {
    private static final String HEAD = "--head";
    private static final Pattern CHAIN_HEAD = Pattern.compile("\\d{1,18}:[0-9a-f]{64}");

    @Override
    public Argument argument() {
        return Argument.OTHER;
    }

    @Override
    public List<String> options() {
        return List.of(HEAD);
    }

    @Override
    public String purpose() {
        return "Find changed, missing and reordered lines of audit logs, without a supervisor";
    }

    @Override
    public List<String> usage() {
        return List.of("audit verify FILE...", "audit verify --head NUMBER:HASH FILE...", "audit head FILE...");
    }

    @Override
    public List<String> examples() {
        return List.of("audit verify /var/log/supervisor/audit.log*", "audit head /var/log/supervisor/audit.log");
    }

    @Override
    public int run(Session session, List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        Optional<String> head = takeHead(words);
        if (words.size() < 2 || !List.of("verify", "head").contains(words.getFirst())) {
            return misused(session, "expected verify or head, and files", Exit.WRONG_ARGUMENTS);
        }
        if (head.isPresent() && !CHAIN_HEAD.matcher(head.get()).matches()) {
            return misused(session, HEAD + " expects what supctl audit head prints", Exit.WRONG_ARGUMENTS);
        }
        try {
            AuditChain chain =
                    AuditChain.read(words.stream().skip(1).map(Path::of).toList());
            return words.getFirst().equals("head") ? head(session, chain) : verify(session, chain, head);
        } catch (NoSuchFileException missing) {
            session.print("ERROR: " + missing.getFile() + ": no such file");
        } catch (IOException failure) {
            session.print("ERROR: " + failure.getMessage());
        }
        return Exit.FAILED;
    }

    private static Optional<String> takeHead(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            if (words.get(at).startsWith(HEAD + "=")) {
                return Optional.of(words.remove(at).substring(HEAD.length() + 1));
            }
            if (words.get(at).equals(HEAD)) {
                words.remove(at);
                return Optional.of(at < words.size() ? words.remove(at) : "");
            }
        }
        return Optional.empty();
    }

    private static int head(Session session, AuditChain chain) {
        session.print(chain.head());
        return Exit.OK;
    }

    private static int verify(Session session, AuditChain chain, Optional<String> head) {
        AuditChain.Verdict verdict = chain.verify(head);
        verdict.problems().forEach(problem -> session.print("ERROR: " + problem));
        verdict.notes().forEach(note -> session.print("note: " + note));
        session.print(verdict.summary());
        return verdict.problems().isEmpty() ? Exit.OK : Exit.FAILED;
    }
}
