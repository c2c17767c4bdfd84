/**
 * The console; it also serves as a tutorial for {@code org.supervisor.client}. Input: the words of a command line, or
 * lines typed at a prompt. Output: text or JSON on standard output, and an exit status. Two sets of commands, the
 * options of the Perl original ({@code PerlCommands}) and the verbs of supervisorctl ({@code Verbs}). Start at
 * {@link org.supervisor.examples.supctl.Supctl}. It has to start quickly, so what only some commands need (JSON, line
 * editing, help, each verb) is in classes of its own and loaded when needed.
 */
package org.supervisor.examples.supctl;
