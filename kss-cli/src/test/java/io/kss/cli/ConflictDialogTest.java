package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.cli.terminal.TerminalTraits;
import io.kss.core.StartResult;
import io.kss.core.failure.Reason;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictDialogTest {

    private static final String START =
            "StartOptions[offline=false, keepActiveLayer=false, breakLease=false, discardMemory=false]";

    @TempDir
    Path folder;

    private TestCli cli;
    private FakeVm vm;

    @BeforeEach
    void setUp() {
        cli = new TestCli(folder);
        cli.traits = new TerminalTraits(true, true, true, false, 80);
        vm = cli.kss.vm("gaming");
        vm.status = Samples.diverged("gaming");
        vm.start = () -> {
            if (vm.calls.stream().noneMatch(call -> call.startsWith("resolve"))) {
                throw FakeKss.refusal(Reason.DIVERGED);
            }
            return new StartResult(Optional.empty(), Optional.empty(), true);
        };
    }

    @ParameterizedTest
    @CsvSource({"l, LOCAL", "local, LOCAL", "R, REMOTE", "remote, REMOTE", "' both ', BOTH"})
    void theAnswerResolvesTheConflictAndStarts(String answer, String keep) {
        cli.keyboard = answer + "\n";

        assertThat(cli.run("start", "gaming")).isZero();

        assertThat(vm.calls).containsExactly(START, "status", "resolve " + keep, START);
        assertThat(cli.out).isEqualTo("gaming: running\n");
        assertThat(cli.err).contains("kept as branch desktop-2026-11-03");
    }

    @Test
    void bothSidesAreShownBeforeAsking() {
        cli.keyboard = "c\n";
        cli.run("start", "gaming");
        assertThat(cli.err).startsWith("""
                        It is diverged.

                          local, on this host:
                            3c3c3c3c, desktop, 2026-11-03 18:23, 350 MB
                            changes since the last snapshot, 42 MB
                            standing on 1a1a1a1a, desktop, 2026-11-02 18:22, 4.3 GB
                          remote, in the repository:
                            2b2b2b2b, laptop, 2026-11-03 18:22, 1.2 GB
                            standing on 1a1a1a1a

                        local:  this host's side goes on, the repository's side is kept as a branch
                        remote: the repository's side goes on, this host's side is kept as a branch
                        both:   as remote, and this host's side also becomes a second VM here
                        Keep which side? [l]ocal, [r]emote, [b]oth, [c]ancel:\s""");
    }

    @ParameterizedTest
    @CsvSource({"'c\n'", "'cancel\n'", "''", "'what?\n\nc\n'"})
    void withoutADecisionNothingHappens(String keyboard) {
        cli.keyboard = keyboard;

        assertThat(cli.run("start", "gaming")).isEqualTo(3);

        assertThat(vm.calls).containsExactly(START, "status");
        assertThat(cli.err).contains("Ways out:");
    }

    @ParameterizedTest
    @CsvSource({"--json", "--quiet"})
    void aProgramIsNotAsked(String option) {
        cli.keyboard = "l\n";
        assertThat(cli.run("start", "gaming", option)).isEqualTo(3);
        assertThat(vm.calls).containsExactly(START);
    }

    @Test
    void withoutATerminalNobodyIsAsked() {
        cli.traits = new TerminalTraits(false, true, true, false, 80);
        cli.keyboard = "l\n";
        assertThat(cli.run("start", "gaming")).isEqualTo(3);
        assertThat(vm.calls).containsExactly(START);
        assertThat(cli.err).contains("kss way one");
    }

    @Test
    void otherRefusalsAreNotAskedAbout() {
        vm.start = () -> {
            throw FakeKss.refusal(Reason.LEASED_ELSEWHERE);
        };
        cli.keyboard = "l\n";
        assertThat(cli.run("start", "gaming")).isEqualTo(4);
        assertThat(vm.calls).containsExactly(START);
    }
}
