package org.supervisor.examples.supctl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Needs no supervisor. */
final class MakeTokenVerb implements Verb {
    /** By which people, and programs that search for secrets, know what it is. */
    private static final String PREFIX = "supervisor_";

    private static final int RANDOM_BYTES = 32;
    private static final int USUAL_DAYS = 90;
    private static final Pattern DAYS = Pattern.compile("--days=([1-9]\\d{0,4})");

    @Override
    public Argument argument() {
        return Argument.OTHER;
    }

    @Override
    public String purpose() {
        return "Make a token and print it, and the section for the configuration file";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "make-token NAME                   for 90 days; the token on standard output, the section on"
                        + " standard error",
                "make-token NAME --days=N");
    }

    @Override
    public List<String> examples() {
        return List.of("make-token ci > ci.token");
    }

    @Override
    public List<String> options() {
        return List.of("--days");
    }

    @Override
    public int run(Session session, List<String> arguments) {
        int days = USUAL_DAYS;
        List<String> names =
                arguments.stream().filter(word -> !word.startsWith("--")).toList();
        for (String option :
                arguments.stream().filter(word -> word.startsWith("--")).toList()) {
            Matcher match = DAYS.matcher(option);
            if (!match.matches()) {
                return misused(session, "found " + option + "; expected --days=N, N from 1", Exit.WRONG_ARGUMENTS);
            }
            days = Integer.parseInt(match.group(1));
        }
        if (names.size() != 1 || !names.getFirst().matches("[^\\s:\\[\\]]+")) {
            return misused(session, "make-token requires one name, for people", Exit.WRONG_ARGUMENTS);
        }
        String token = token();
        session.complain("[token:" + names.getFirst() + "]\nhash = {sha256}" + hash(token) + "\nexpires = "
                + LocalDate.now(ZoneOffset.UTC).plusDays(days)
                + "\n; either: user = NAME of a [user:NAME]; or: roles = viewer, programs = *");
        session.print(token);
        return Exit.OK;
    }

    private static String token() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
