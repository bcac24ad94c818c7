package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kss.core.Finding;
import io.kss.core.MergeResult;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.StartResult;
import io.kss.core.StopResult;
import io.kss.core.StoreReport;
import io.kss.core.SuspendResult;
import io.kss.core.VerifyReport;
import io.kss.core.VmDelta;
import io.kss.core.failure.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents as they are promised in docs/json.md: a change here breaks somebody's program. */
class JsonTest {

    private static final String BASE =
            "{'id':'1a1a1a1a000000000000000000000000','parent':null,'host':'desktop','time':'2026-11-02T18:22:07Z',"
                    + "'dataBytes':4300000000,'storedBytes':2150000000,'here':true,'inRepository':true,"
                    + "'labels':['base'],'consistency':null}";
    private static final String LAPTOP =
            "{'id':'2b2b2b2b000000000000000000000000','parent':'1a1a1a1a000000000000000000000000','host':'laptop',"
                    + "'time':'2026-11-03T18:22:07Z','dataBytes':1200000000,'storedBytes':600000000,'here':false,"
                    + "'inRepository':true,'labels':['head'],'consistency':null}";
    private static final String DESKTOP =
            "{'id':'3c3c3c3c000000000000000000000000','parent':'1a1a1a1a000000000000000000000000','host':'desktop',"
                    + "'time':'2026-11-03T18:23:07Z','dataBytes':350000000,'storedBytes':0,'here':true,"
                    + "'inRepository':false,'labels':[],'consistency':null}";
    private static final String LEASE =
            "{'host':'laptop','hostId':'ffffffffffffffffffffffffffffffff','since':'2026-11-03T18:22:07Z','number':42,"
                    + "'base':'1a1a1a1a000000000000000000000000'}";

    @TempDir
    Path folder;

    private TestCli cli;
    private FakeVm vm;

    @BeforeEach
    void setUp() {
        cli = new TestCli(folder);
        vm = cli.kss.vm("gaming");
    }

    @Test
    void status() {
        vm.status = Samples.diverged("gaming");
        check(
                0,
                "{'schema':1,'command':'status','result':{'vms':[{'name':'gaming','run':'off','managed':true,"
                        + "'relation':'diverged','head':" + LAPTOP + ",'base':" + BASE + ",'unsent':[" + DESKTOP + "],"
                        + "'unsealedChanges':true,'unsealedBytes':42000000,'lease':" + LEASE + ",'leaseIsOurs':false,"
                        + "'branches':[],'storeProblem':null,'obstacles':[],'background':null,'suspended':null,"
                        + "'next':['kss resolve gaming --keep remote','kss resolve gaming --keep local']}]},'exit':0}",
                "status");
    }

    @Test
    void statusOfAVmThatCannotBeToldAbout() {
        vm.failStatus = Optional.of(FakeKss.refusal(Reason.DAMAGED));
        check(
                7,
                "{'schema':1,'command':'status','result':{'vms':[{'name':'gaming','refused':{'reason':'damaged',"
                        + "'message':'It is damaged.','facts':{'vm':'gaming'},"
                        + "'waysOut':['kss way one','kss way two']}}]},'exit':7}",
                "status");
    }

    @Test
    void list() {
        vm.snapshots = List.of(Samples.LAPTOP_SNAPSHOT, Samples.BASE);
        check(
                0,
                "{'schema':1,'command':'list','result':{'vm':'gaming','snapshots':[" + LAPTOP + "," + BASE
                        + "]},'exit':0}",
                "list",
                "gaming");
    }

    @Test
    void push() {
        vm.push = () -> new PushResult(List.of(Samples.DESKTOP_SNAPSHOT), 350, 120, true);
        check(
                0,
                "{'schema':1,'command':'push','result':{'vm':'gaming','published':[" + DESKTOP
                        + "],'dataBytes':350,'storedBytes':120,'leaseReleased':true,'merged':0},'exit':0}",
                "push",
                "gaming");
    }

    @Test
    void compact() {
        vm.merged = new MergeResult(List.of(Samples.BASE), List.of(Samples.LAPTOP_SNAPSHOT), 77);
        check(
                0,
                "{'schema':1,'command':'compact','result':{'vm':'gaming','dryRun':true,'ended':[" + BASE
                        + "],'revised':[" + LAPTOP + "],'writtenBytes':77,'mergedHere':0},'exit':0}",
                "compact",
                "gaming",
                "--dry-run");
    }

    @Test
    void pull() {
        vm.pull = () -> new PullResult(Optional.of(Samples.LAPTOP_SNAPSHOT), true, 12, 4);
        check(
                0,
                "{'schema':1,'command':'pull','result':{'vm':'gaming','snapshot':" + LAPTOP
                        + ",'changed':true,'dataBytes':12,'transferredBytes':4},'exit':0}",
                "pull",
                "gaming");
    }

    @Test
    void delta() {
        vm.delta = new VmDelta(
                List.of(new VmDelta.Disk("vda", 12, 3, 1)), List.of(), Optional.of(Duration.ofMillis(1500)));
        check(
                0,
                "{'schema':1,'command':'delta','result':{'vm':'gaming','push':[{'disk':'vda','bytes':12,'grains':3,"
                        + "'snapshots':1}],'pull':[],'estimateSeconds':1.5,'ways':[]},'exit':0}",
                "delta",
                "gaming");
    }

    @Test
    void start() {
        vm.start = () -> new StartResult(
                Optional.of(new PushResult(List.of(), 1, 2, false)),
                Optional.of(new PullResult(Optional.empty(), false, 0, 0)),
                true);
        check(
                0,
                "{'schema':1,'command':'start','result':{'vm':'gaming','pushed':{'published':[],'dataBytes':1,"
                        + "'storedBytes':2,'leaseReleased':false,'merged':0},'pulled':{'snapshot':null,'changed':false,"
                        + "'dataBytes':0,'transferredBytes':0},'leased':true,'memory':'none','memoryBytes':0,"
                        + "'memoryTransferred':0},'exit':0}",
                "start",
                "gaming");
    }

    @Test
    void suspend() {
        vm.suspend = () -> new SuspendResult(
                Samples.DESKTOP_SNAPSHOT, 77, new PushResult(List.of(Samples.DESKTOP_SNAPSHOT), 1, 2, true));
        check(
                0,
                "{'schema':1,'command':'suspend','result':{'vm':'gaming','snapshot':" + DESKTOP
                        + ",'memoryBytes':77,'pushed':{'published':[" + DESKTOP
                        + "],'dataBytes':1,'storedBytes':2,'leaseReleased':true,'merged':0}},'exit':0}",
                "suspend",
                "gaming");
    }

    @Test
    void stop() {
        vm.stop = () -> new StopResult(Optional.of(Samples.DESKTOP_SNAPSHOT), Optional.empty(), false);
        check(
                0,
                "{'schema':1,'command':'stop','result':{'vm':'gaming','snapshot':" + DESKTOP
                        + ",'pushed':null,'powerCut':false},'exit':0}",
                "stop",
                "gaming");
    }

    @Test
    void resolve() {
        check(
                0,
                "{'schema':1,'command':'resolve','result':{'vm':'gaming','head':" + LAPTOP
                        + ",'branch':'desktop-2026-11-03','secondVm':'gaming-desktop'},'exit':0}",
                "resolve",
                "gaming",
                "--keep",
                "both");
    }

    @Test
    void revert() {
        check(
                0,
                "{'schema':1,'command':'snapshot revert','result':{'vm':'gaming','head':" + LAPTOP + ",'revertedTo':"
                        + BASE + ",'pushed':null,'changed':true,'dataBytes':0,'transferredBytes':0},'exit':0}",
                "snapshot",
                "revert",
                "gaming",
                "1a1a1a1a");
    }

    @Test
    void cloned() {
        check(
                0,
                "{'schema':1,'command':'clone','result':{'vm':'gaming','newVm':'lab','snapshot':" + BASE
                        + ",'emptyDisks':['vdc'],'dataBytes':12,'transferredBytes':4},'exit':0}",
                "clone",
                "gaming",
                "lab");
    }

    @Test
    void branches() {
        String branch = "{'name':'desktop-20261103-1823-3c3c3c','tip':" + DESKTOP
                + ",'forkedFrom':'1a1a1a1a000000000000000000000000','snapshots':[" + DESKTOP
                + "],'headSnapshots':1,'dataBytes':350000000,'storedBytes':120000000,'differences':[{'disk':'vda',"
                + "'bytes':340000000,'grains':5200,'snapshots':1},{'disk':'vdb','bytes':0,'grains':0,'snapshots':1}]}";
        vm.branches = List.of(Samples.BRANCH);
        check(
                0,
                "{'schema':1,'command':'branch list','result':{'vm':'gaming','branches':[" + branch + "]},'exit':0}",
                "branch",
                "list",
                "gaming");
        check(
                0,
                "{'schema':1,'command':'branch adopt','result':{'vm':'gaming','head':" + DESKTOP
                        + ",'formerHead':'laptop-2026-11-03','pushed':null},'exit':0}",
                "branch",
                "adopt",
                "gaming",
                Samples.BRANCH.name());
        check(
                0,
                "{'schema':1,'command':'branch delete','result':{'vm':'gaming','branch':" + branch + "},'exit':0}",
                "branch",
                "delete",
                "gaming",
                Samples.BRANCH.name(),
                "--yes");
    }

    @Test
    void forget() {
        check(
                0,
                "{'schema':1,'command':'forget','result':{'vm':'gaming','files':['/images/gaming-vda.qcow2']},'exit':0}",
                "forget",
                "gaming");
    }

    @Test
    void lease() {
        vm.lease = Optional.of(Samples.LAPTOP_LEASE);
        check(
                0,
                "{'schema':1,'command':'lease','result':{'vm':'gaming','lease':" + LEASE + ",'broken':false},'exit':0}",
                "lease",
                "gaming");
        assertThat(cli.out).doesNotContain(Samples.LAPTOP_LEASE.token());
    }

    @Test
    void verify() {
        cli.kss.verify =
                new VerifyReport(1, 2, 3, 4, List.of("pack 77 is missing"), List.of("The index was written anew."));
        check(
                7,
                "{'schema':1,'command':'verify','result':{'healthy':false,'vms':1,'snapshots':2,'packs':3,"
                        + "'bytesRead':4,'problems':['pack 77 is missing'],'notes':['The index was written anew.']},'exit':7}",
                "verify");
    }

    @Test
    void gc() {
        check(
                0,
                "{'schema':1,'command':'gc','result':{'dryRun':true,'deletedPacks':3,'rewrittenPacks':1,"
                        + "'freedBytes':1500000000,'liveBytes':20000000000},'exit':0}",
                "gc",
                "--dry-run");
    }

    @Test
    void storeCheck() {
        cli.kss.storeReport = new StoreReport(
                "sftp nas",
                List.of(new Finding(
                        Finding.Level.PROBLEM, "reading", "It gave something else.", Optional.of("another store"))),
                Optional.of(Samples.SPEED));
        check(
                2,
                "{'schema':1,'command':'store check','result':{'store':'sftp nas','fit':false,'findings':["
                        + "{'level':'problem','subject':'reading','message':'It gave something else.',"
                        + "'wayOut':'another store'}],'speed':{'objectBytes':33554432,'connections':4,"
                        + "'writeBytesPerSecond':80000000,'parallelWriteBytesPerSecond':110000000,"
                        + "'readBytesPerSecond':90000000,'parallelReadBytesPerSecond':112000000,'latencies':["
                        + "{'operation':'create exclusively','medianSeconds':0.0125,'slowestSeconds':0.04,"
                        + "'samples':20}]}},'exit':2}",
                "store",
                "check");
    }

    @Test
    void doctor() {
        cli.kss.findings.add(
                new Finding(Finding.Level.PROBLEM, "store", "It is read-only.", Optional.of("Remount it.")));
        check(
                8,
                "{'schema':1,'command':'doctor','result':{'findings':[{'level':'ok','subject':'configuration',"
                        + "'message':'Read from " + cli.home.resolve(".config/kss/kss.toml") + ".','wayOut':null},"
                        + "{'level':'problem','subject':'store','message':'It is read-only.',"
                        + "'wayOut':'Remount it.'}]},'exit':8}",
                "doctor");
    }

    @Test
    void initAndSnapshotCreate() {
        check(
                0,
                "{'schema':1,'command':'init','result':{'repository':'0123456789abcdef0123456789abcdef'},'exit':0}",
                "init");
        check(
                0,
                "{'schema':1,'command':'snapshot create','result':{'vm':'gaming','snapshot':null},'exit':0}",
                "snapshot",
                "create",
                "gaming");
    }

    @Test
    void aRefusal() {
        vm.start = () -> {
            throw FakeKss.refusal(Reason.LEASED_ELSEWHERE).with("host", "laptop");
        };
        check(
                4,
                "{'schema':1,'refused':{'reason':'leased-elsewhere','message':'It is leased-elsewhere.',"
                        + "'facts':{'host':'laptop','vm':'gaming'},'waysOut':['kss way one','kss way two']},'exit':4}",
                "start",
                "gaming");
    }

    @Test
    void wrongUsageAndWrongConfigurationAreRefusalsToo() {
        check(
                2,
                "{'schema':1,'refused':{'reason':'wrong-usage','message':'Missing required parameter: \\'VM\\'.',"
                        + "'facts':{},'waysOut':['kss push --help']},'exit':2}",
                "push");
        Path file = cli.config("hots = \"desktop\"\n");
        check(
                2,
                "{'schema':1,'refused':{'reason':'wrong-usage','message':'" + file
                        + ", line 1: \\'hots\\' is not a known key; the nearest known one is \\'host\\'.',"
                        + "'facts':{'file':'" + file + "','line':'1','key':'hots'},'waysOut':[]},'exit':2}",
                "status");
    }

    private void check(int exit, String document, String... arguments) {
        String[] withJson = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        withJson[arguments.length] = "--json";
        assertThat(cli.run(withJson)).isEqualTo(exit);
        assertThat(cli.out)
                .isEqualTo(document.replace("\\'", "\u0000").replace('\'', '"').replace('\u0000', '\'') + "\n");
        assertThat(cli.err).isEmpty();
        assertThat(parsed()).isTrue();
    }

    private boolean parsed() {
        try {
            return new ObjectMapper().readTree(cli.out).isObject();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
