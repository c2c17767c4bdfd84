package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.server.output.Account;
import org.supervisor.server.output.Stream;

/**
 * Where the output of one stream of a process went, in all its lives since its group became active.
 *
 * @param log its file, if any
 * @param bytes the account
 * @param trouble why the log cannot be written at present; empty if it can, or if nothing runs
 */
public record StreamAccount(Stream stream, Optional<Path> log, Account bytes, Optional<String> trouble) {}
