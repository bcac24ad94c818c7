package io.kss.storage.s3;

import java.nio.file.Path;

/** The configuration of a cluster that keeps nothing and asks nobody who they are. */
final class CephConfig {

    private CephConfig() {}

    static String text(Path folder, String cluster, int monitorPort, int gatewayPort) {
        return """
                [global]
                fsid = %2$s
                mon host = v1:127.0.0.1:%3$d
                ms bind msgr2 = false
                ms bind ipv6 = false
                auth cluster required = none
                auth service required = none
                auth client required = none
                run dir = %1$s
                admin socket = %1$s/$name.asok
                log file = %1$s/$name.log
                pid file = %1$s/$name.pid
                mon data = %1$s/mon
                mon allow pool size one = true
                mon max pg per osd = 1000
                osd data = %1$s/osd
                osd objectstore = memstore
                memstore device bytes = 4294967296
                osd crush chooseleaf type = 0
                osd pool default size = 1
                osd pool default min size = 1
                osd pool default pg num = 1
                osd pool default pgp num = 1
                osd pool default pg autoscale mode = off

                [osd]
                public addr = 127.0.0.1
                cluster addr = 127.0.0.1

                [client.rgw]
                rgw data = %1$s
                rgw frontends = beast endpoint=127.0.0.1:%4$d
                rgw thread pool size = 32
                """.formatted(folder, cluster, monitorPort, gatewayPort);
    }
}
