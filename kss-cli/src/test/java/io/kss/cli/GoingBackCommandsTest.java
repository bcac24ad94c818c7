package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.cli.terminal.TerminalTraits;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoingBackCommandsTest {

    private static final String BRANCH = Samples.BRANCH.name();

    @TempDir
    Path folder;

    private TestCli cli;
    private FakeVm vm;

    @BeforeEach
    void setUp() {
        cli = new TestCli(folder);
        vm = cli.kss.vm("gaming");
        vm.branches = List.of(Samples.BRANCH);
    }

    @Test
    void revertTakesTheBeginningOfAnIdOrABranch() {
        assertThat(cli.run("snapshot", "revert", "gaming", "1A1A1A1A")).isZero();
        assertThat(cli.out)
                .isEqualTo(
                        "gaming: back at 1a1a1a1a, as the new snapshot 2b2b2b2b, laptop, 2026-11-03 18:22, 1.2 GB\n");
        assertThat(cli.run("snapshot", "revert", "gaming", BRANCH)).isZero();
        assertThat(vm.calls).containsExactly("revert to 1a1a1a1a", "revert to " + BRANCH);
    }

    @Test
    void cloneTakesASnapshotABranchOrTheNewest() {
        assertThat(cli.run("clone", "gaming@1a1a", "lab")).isZero();
        assertThat(cli.out)
                .startsWith("lab: a VM of its own, begins as gaming at 1a1a1a1a")
                .contains("vdc")
                .contains("[vm.lab]");
        cli.run("clone", "gaming@" + BRANCH, "lab");
        cli.run("clone", "gaming", "lab");
        assertThat(vm.calls).containsExactly("clone as lab at 1a1a", "clone as lab at " + BRANCH, "clone as lab");
    }

    @Test
    void branchListShowsOneLineEach() {
        assertThat(cli.run("branch", "list", "gaming")).isZero();
        assertThat(cli.out).isEqualTo("""
                BRANCH                        TIP       HOST     TIME              SNAPSHOTS  CHANGED  DIFFERS
                desktop-20261103-1823-3c3c3c  3c3c3c3c  desktop  2026-11-03 18:23          1   350 MB   340 MB
                """);
        vm.branches = List.of();
        cli.run("branch", "list", "gaming");
        assertThat(cli.out).isEqualTo("gaming: no branches\n");
    }

    @Test
    void oneBranchIsShownInDetail() {
        assertThat(cli.run("branch", "list", "gaming", BRANCH)).isZero();
        assertThat(cli.out).isEqualTo("""
                branch desktop-20261103-1823-3c3c3c
                  leaves the head's history after 1a1a1a1a, which has 1 snapshot since
                  has 1 snapshot of its own, 350 MB of changes, 120 MB in the store:
                    3c3c3c3c, desktop, 2026-11-03 18:23, 350 MB
                  differs from the head:
                    vda: 340 MB in 5,200 grains
                    vdb: nothing
                """);
        assertThat(cli.run("branch", "list", "gaming", "nobody")).isEqualTo(8);
        assertThat(cli.err).contains("no branch named nobody").contains("kss branch list gaming");
    }

    @Test
    void adoptTellsWhereTheFormerHeadIs() {
        assertThat(cli.run("branch", "adopt", "gaming", BRANCH)).isZero();
        assertThat(cli.out).contains("kept as branch laptop-2026-11-03").contains("kss pull");
        assertThat(vm.calls).containsExactly("adopt " + BRANCH);
    }

    @Test
    void aBranchIsDeletedOnlyOnPurpose() {
        assertThat(cli.run("branch", "delete", "gaming", BRANCH)).isEqualTo(2);
        assertThat(cli.err).contains("Nothing was deleted").contains("--yes");
        assertThat(vm.calls).containsExactly("branches");

        assertThat(cli.run("branch", "delete", "gaming", BRANCH, "--yes")).isZero();
        assertThat(cli.out).contains("gave up the branch").contains("kss gc");
        assertThat(vm.calls).contains("delete " + BRANCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "YES\n", " yes \n"})
    void aPersonAtATerminalIsAskedAfterSeeingWhatIsGivenUp(String answer) {
        cli.traits = new TerminalTraits(true, true, true, false, 80);
        cli.keyboard = answer;
        assertThat(cli.run("branch", "delete", "gaming", BRANCH)).isZero();
        assertThat(cli.err).contains("has 1 snapshot of its own").contains("[y/N]");
        assertThat(vm.calls).contains("delete " + BRANCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n", "delete\n"})
    void anythingButYesIsNo(String answer) {
        cli.traits = new TerminalTraits(true, true, true, false, 80);
        cli.keyboard = answer;
        assertThat(cli.run("branch", "delete", "gaming", BRANCH)).isEqualTo(2);
        assertThat(vm.calls).containsExactly("branches");
    }

    @Test
    void forgetSaysWhatStays() {
        assertThat(cli.run("forget", "gaming")).isZero();
        assertThat(cli.out).startsWith("gaming: not managed here any more; its 1 file and the repository stay");
        cli.run("forget", "gaming", "--yes");
        assertThat(vm.calls).containsExactly("forget", "forget even if unsent");
    }
}
