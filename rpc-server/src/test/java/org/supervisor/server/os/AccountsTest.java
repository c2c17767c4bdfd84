package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    @Test
    void agreesWithTheFileOfUsers() throws IOException {
        for (String[] line : lines("/etc/passwd").toList()) {
            Account byName = resolve(line[0]);
            assertThat(byName.name()).isEqualTo(line[0]);
            assertThat(byName.uid()).isEqualTo(Long.parseLong(line[2]));
            assertThat(byName.gid()).isEqualTo(Long.parseLong(line[3]));
            assertThat(byName.groups()).contains(byName.gid());
            assertThat(Accounts.find(line[0]).orElseThrow().home()).isEqualTo(line[5]);
        }
    }

    @Test
    void takesTheNumberOfAUserAsWell() {
        assertThat(resolve(Long.toString(resolve("nobody").uid()))).isEqualTo(resolve("nobody"));
    }

    @Test
    void membersOfAGroupHaveIt() throws IOException {
        List<String> users = lines("/etc/passwd").map(fields -> fields[0]).toList();
        for (String[] line : lines("/etc/group").toList()) {
            for (String member : line[3].split(",", -1)) {
                if (users.contains(member)) {
                    assertThat(resolve(member).groups()).contains(Long.parseLong(line[2]));
                }
            }
        }
    }

    @Test
    void anotherGroupReplacesThePrimaryOne() {
        Account account = Accounts.resolve(Optional.of("nobody"), Optional.of("daemon"));
        assertThat(account.uid()).isEqualTo(resolve("nobody").uid());
        assertThat(account.gid()).isEqualTo(resolve("daemon").gid());
        assertThat(account.groups()).containsExactly(account.gid());
        assertThat(Accounts.resolve(Optional.of("nobody"), Optional.of(Long.toString(account.gid()))))
                .isEqualTo(account);
    }

    @Test
    void anEmptyAccountIsOurOwn() throws IOException {
        Account self = Accounts.resolve(Optional.empty(), Optional.empty());
        assertThat(self).isEqualTo(Accounts.current());
        assertThat(self.uid()).isEqualTo(((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue());
    }

    @Test
    void aGroupAloneKeepsTheUser() {
        Account self = Accounts.current();
        Account account = Accounts.resolve(Optional.empty(), Optional.of("daemon"));
        assertThat(account.uid()).isEqualTo(self.uid());
        assertThat(account.gid()).isEqualTo(resolve("daemon").gid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-such-user-here", "", "4294967294", "4294967295", "99999999999", "-1", "root ", "1x"})
    void anUnknownUserIsNamed(String name) {
        assertThatThrownBy(() -> resolve(name))
                .isInstanceOf(UnknownAccount.class)
                .hasMessage("unknown user '" + name + "'");
    }

    @Test
    void anUnknownGroupIsNamed() {
        assertThatThrownBy(() -> Accounts.resolve(Optional.of("root"), Optional.of("no-such-group")))
                .isInstanceOf(UnknownAccount.class)
                .hasMessage("unknown group 'no-such-group'");
    }

    @Test
    void groupsAreSortedAndEachIsListedOnce() {
        assertThat(new Account("x", 1, 2, List.of(5L, 2L, 5L)).groups()).containsExactly(2L, 5L);
    }

    private static Account resolve(String user) {
        return Accounts.resolve(Optional.of(user), Optional.empty());
    }

    private static Stream<String[]> lines(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream().map(line -> line.split(":", -1));
    }
}
