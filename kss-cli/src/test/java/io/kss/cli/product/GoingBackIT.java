package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.libvirt.image.Qemu;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Going back, second VMs, branches and forgetting, on real libvirt with real disks. */
class GoingBackIT extends ProductTest {

    @Test
    void theRevertedStateIsTheOldOneByteForByteOnBothHosts() throws Exception {
        desktop.kss("push", name).ends(0);
        String old = head();
        Version first = work;
        write(2 * MIB);
        desktop.kss("push", name).ends(0);
        String newer = head();
        Version second = work;

        Outcome reverted = desktop.kss("snapshot", "revert", name, old.substring(0, 8), "--json")
                .ends(0);

        assertThat(reverted.result().path("changed").asBoolean()).isTrue();
        assertThat(reverted.result().path("head").path("storedBytes").asLong()).isZero();
        assertThat(reverted.result().path("dataBytes").asLong()).isZero();
        assertThat(reverted.result().path("head").path("parent").asText()).isEqualTo(newer);
        requireDisks(desktop, first);
        laptop.kss("pull", name).ends(0);
        requireDisks(laptop, first);
        laptop.kss("pull", name, "--at", newer).ends(0);
        requireDisks(laptop, second);
        desktop.kss("snapshot", "revert", name, old).ends(0).says("already");
        laptop.kss("verify", "--deep").ends(0);
    }

    @Test
    void aCloneHasItsOwnIdentityAndTheSameDisks() throws Exception {
        desktop.kss("push", name).ends(0);
        String old = head();
        Version first = work;
        write(2 * MIB);
        desktop.kss("push", name).ends(0);

        TestVm near = new TestVm(name + "-near");
        TestVm far = new TestVm(name + "-far");
        Outcome cloned =
                desktop.kss("clone", name + "@" + old, near.name(), "--json").ends(0);
        assertThat(cloned.result().path("dataBytes").asLong())
                .as("everything was here")
                .isZero();
        laptop.kss("clone", name, far.name()).ends(0);
        assertThat(vm.known(laptop)).isFalse();

        requireDisks(desktop, near, first);
        requireDisks(laptop, far, work);
        assertThat(uuid(desktop, near.name())).isNotEqualTo(uuid(desktop, name));
        assertThat(desktop.libvirt().virsh("dumpxml", near.name())).contains("<name>" + near.name() + "</name>");

        desktop.kss("start", near.name()).ends(0);
        assertThat(near.runs(desktop)).isTrue();
        desktop.kss("stop", near.name(), "--force", "--timeout", "1s").ends(0);
        laptop.kss("pull", near.name()).ends(0);
        requireDisks(laptop, near, first);
        requireDisks(desktop, work);
        desktop.kss("clone", name, near.name())
                .ends(2)
                .says("has a VM of that name")
                .says("OTHER-NAME");
    }

    @Test
    void branchesAreListedClonedAdoptedAndDeleted() throws Exception {
        desktop.kss("push", name).ends(0);
        laptop.kss("pull", name).ends(0);
        Version base = work;
        Version ours = base.write(50, vm, laptop, new java.util.Random(50), MIB);
        write(MIB);
        Version theirs = work;
        desktop.kss("push", name).ends(0);
        laptop.kss("push", name).ends(3);
        String kept = laptop.kss("resolve", name, "--keep", "remote", "--json")
                .ends(0)
                .result()
                .path("branch")
                .asText();

        desktop.kss("branch", "list", name).ends(0).says(kept).says("laptop");
        Outcome listed = desktop.kss("branch", "list", name, kept, "--json").ends(0);
        assertThat(listed.result().at("/branches/0/differences/0/bytes").asLong())
                .isPositive();

        TestVm copy = new TestVm(name + "-branch");
        desktop.kss("clone", name + "@" + kept, copy.name()).ends(0);
        requireDisks(desktop, copy, ours);

        String former = desktop.kss("branch", "adopt", name, kept, "--json")
                .ends(0)
                .result()
                .path("formerHead")
                .asText();
        desktop.kss("pull", name).ends(0);
        requireDisks(desktop, ours);
        laptop.kss("pull", name, "--at", former).ends(0);
        requireDisks(laptop, theirs);
        laptop.kss("pull", name).ends(0);

        desktop.kss("branch", "delete", name, former).ends(2).says("--yes");
        desktop.kss("branch", "delete", name, former, "--yes").ends(0).says("kss gc");
        desktop.kss("gc").ends(0);
        desktop.kss("verify", "--deep").ends(0);
        desktop.kss("pull", name, "--at", former).ends(8);
    }

    @Test
    void aForgottenVmStaysAsItIsAndIsMetAgain() throws Exception {
        desktop.kss("push", name).ends(0);
        desktop.kss("forget", name).ends(0).says("stay as they are");
        desktop.kss("forget", name).ends(8);
        requireHere();
        write(MIB);
        requireAllArrives();
        desktop.kss("start", name).ends(0);
        desktop.kss("forget", name).ends(8).says("kss stop " + name);
    }

    @Test
    void wrongNamesAreToldClearly() throws Exception {
        desktop.kss("push", name).ends(0);
        desktop.kss("snapshot", "revert", name, "0123456789ab").ends(8).says("kss list " + name);
        desktop.kss("snapshot", "revert", name, "12").ends(2);
        desktop.kss("snapshot", "revert", name + "-nobody", "1234").ends(8);
        desktop.kss("clone", name + "@no-such-branch", "copy").ends(8).says("branch");
        desktop.kss("branch", "adopt", name, "nobody").ends(8).says("no branch named nobody");
        desktop.kss("branch", "delete", name, "nobody", "--yes").ends(8);
    }

    private String head() throws Exception {
        return desktop.kss("status", name, "--json")
                .ends(0)
                .result()
                .at("/vms/0/head/id")
                .asText();
    }

    private void requireDisks(ProductHost host, Version version) throws Exception {
        requireDisks(host, vm, version);
    }

    private static void requireDisks(ProductHost host, TestVm which, Version version) throws Exception {
        for (String target : TestVm.TARGETS) {
            Path file = which.active(host, target);
            version.requireIn(file, target);
            Qemu.img("check", "-q", file.toString());
        }
    }

    private static String uuid(ProductHost host, String domain) throws Exception {
        return host.libvirt().virsh("domuuid", domain).strip();
    }
}
