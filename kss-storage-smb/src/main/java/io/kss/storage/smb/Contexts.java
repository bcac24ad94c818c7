package io.kss.storage.smb;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Properties;
import jcifs.CIFSContext;
import jcifs.CIFSException;
import jcifs.config.DelegatingConfiguration;
import jcifs.config.PropertyConfiguration;
import jcifs.context.BaseContext;
import jcifs.smb.NtlmPasswordAuthenticator;
import jcifs.smb.NtlmPasswordAuthenticator.AuthenticationType;

/** How jcifs is set up: by nothing but our settings, whatever the embedder does with it. */
final class Contexts {

    /** A read of 64 KiB with its header; jcifs counts only 16 bits when it sends, so writes must stay below. */
    private static final int LARGEST_MESSAGE = (64 << 10) + 512;

    private Contexts() {}

    /** @param encryption whether to claim that we can encrypt; only to find out whether the server insists on it */
    static BaseContext base(SmbSettings settings, boolean encryption) throws CIFSException {
        Properties properties = new Properties();
        properties.setProperty("jcifs.smb.client.minVersion", "SMB202");
        properties.setProperty("jcifs.smb.client.maxVersion", "SMB311");
        properties.setProperty("jcifs.smb.client.useSMB2Negotiation", "true");
        properties.setProperty("jcifs.smb.client.dfs.disabled", "true");
        properties.setProperty("jcifs.smb.client.encryptionEnabled", Boolean.toString(encryption));
        properties.setProperty("jcifs.smb.client.maxRequestRetries", "0");
        properties.setProperty("jcifs.smb.maxBuffers", "64");
        properties.setProperty("jcifs.resolveOrder", "DNS");
        properties.setProperty("jcifs.netbios.hostname", "KSS");
        // A connection that somebody holds stays: jcifs only wakes up in this rhythm to look.
        properties.setProperty("jcifs.smb.client.soTimeout", "35000");
        properties.setProperty(
                "jcifs.smb.client.connTimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty(
                "jcifs.smb.client.responseTimeout",
                Long.toString(settings.timeout().toMillis()));
        // A guest has no key to sign with.
        properties.setProperty(
                "jcifs.smb.client.signingEnforced",
                Boolean.toString(settings.user().isPresent()));
        BaseContext context = new BaseContext(new DelegatingConfiguration(new PropertyConfiguration(properties)) {
            @Override
            public int getMaximumBufferSize() {
                return LARGEST_MESSAGE;
            }
        });
        // Its own shutdown hook would cut off operations that are still cleaning up.
        Runtime.getRuntime().removeShutdownHook(context);
        return context;
    }

    static CIFSContext of(SmbSettings settings, BaseContext base) {
        return base.withCredentials(settings.user()
                .map(Contexts::login)
                .orElseGet(() -> new NtlmPasswordAuthenticator("", "GUEST", "", AuthenticationType.GUEST)));
    }

    private static NtlmPasswordAuthenticator login(SmbSettings.User user) {
        char[] password = user.password().reveal();
        try {
            // jcifs wants a string; it never shows it
            return new NtlmPasswordAuthenticator(
                    user.domain(), user.name(), CharBuffer.wrap(password).toString());
        } finally {
            Arrays.fill(password, ' ');
        }
    }
}
