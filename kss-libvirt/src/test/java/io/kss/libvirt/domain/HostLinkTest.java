package io.kss.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.libvirt.domain.HostLink.Kind;
import org.junit.jupiter.api.Test;

/** What network cards are connected to, as definitions say it. */
class HostLinkTest {

    @Test
    void whatMustBeThereOnTheHostIsToldOnceEach() throws Exception {
        DomainXml xml = DomainXml.parse("""
                <domain type='kvm'><name>daily</name><devices>
                <interface type='network'><source network='default'/></interface>
                <interface type='network'><source network='default' portid='7'/></interface>
                <interface type='bridge'><source bridge='br0'/></interface>
                <interface type='direct'><source dev='eth0' mode='bridge'/></interface>
                <interface type='user'/><interface type='ethernet'><target dev='tap0'/></interface>
                </devices></domain>""");

        assertThat(xml.hostLinks())
                .containsExactly(
                        new HostLink(Kind.NETWORK, "default"),
                        new HostLink(Kind.BRIDGE, "br0"),
                        new HostLink(Kind.DEVICE, "eth0"));
    }

    @Test
    void machineWithoutCardsNeedsNothing() throws Exception {
        assertThat(DomainXml.parse("<domain type='kvm'><name>daily</name></domain>")
                        .hostLinks())
                .isEmpty();
    }
}
