package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.User;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessSpec;

/** Gives each launch the variables of its user and of its files, which are read on the spawner's thread. */
final class Variables implements Aspect {
    private static final long MOST_BYTES = 1 << 20;

    private final Kernel kernel;

    Variables(Kernel kernel) {
        this.kernel = kernel;
    }

    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) {
        add(process.spec(), plan);
    }

    /** Also for the commands that are run for a program. */
    void add(ProcessSpec spec, LaunchPlan plan) {
        spec.aspect(EnvironmentSources.class)
                .ifPresent(sources -> plan.before(() -> plan.defaults(variables(spec, sources, plan.account()))));
    }

    private Map<String, String> variables(ProcessSpec spec, EnvironmentSources sources, Optional<Account> account)
            throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        if (sources.login()) {
            addLogin(account.orElseGet(() -> kernel.account(spec.user(), spec.userGroup())), variables);
        }
        for (EnvironmentSources.EnvironmentFile file : sources.files()) {
            variables.putAll(read(file));
        }
        return variables;
    }

    private void addLogin(Account account, Map<String, String> variables) throws IOException {
        User user = kernel.user(account.uid())
                .orElseThrow(() -> new IOException("login_environment: expected that user " + account.uid()
                        + " is in the user database; create the user, or set the variables by environment"));
        variables.put("HOME", user.home().isEmpty() ? "/" : user.home());
        variables.put("USER", user.name());
        variables.put("LOGNAME", user.name());
        variables.put("SHELL", user.shell().isEmpty() ? "/bin/sh" : user.shell());
    }

    /** Only what can be read at once: a pipe or a device would hold all programs up. */
    private static Map<String, String> read(EnvironmentSources.EnvironmentFile file) throws IOException {
        String name = "env_file " + NativeText.of(file.path());
        if (!Files.exists(file.path())) {
            if (file.isOptional()) {
                return Map.of();
            }
            throw new IOException(name + " does not exist; create it, or write - before its name if it may be missing");
        }
        if (!Files.isRegularFile(file.path())) {
            throw new IOException(name + " is not a regular file, as is expected");
        }
        if (Files.size(file.path()) > MOST_BYTES) {
            throw new IOException(name + " has more than " + MOST_BYTES + " bytes, expected a short list of variables");
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file.path());
        } catch (IOException failure) {
            throw new IOException(name + " cannot be read: " + FailureReason.of(failure), failure);
        }
        return VariablesFile.parse(name, NativeText.of(bytes));
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(EnvironmentSources.class).ifPresent(sources -> {
            facts.add("env_file", sources.files().stream().map(Object::toString).toList());
            facts.add("clear_environment", sources.clears());
            facts.add("pass_environment", sources.passes());
            facts.add("login_environment", sources.login());
        });
    }
}
