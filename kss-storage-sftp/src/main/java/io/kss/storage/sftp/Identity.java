package io.kss.storage.sftp;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;

/**
 * Who we are to the server. What the user named is used and nothing else: the key file, the password, or both; if
 * nothing was named, the keys that an agent holds and those in the usual files. Thread-safe.
 */
final class Identity {

    private final List<KeyProvider> keys;
    private final Optional<SshAgent> agent;
    private final Optional<Secret> password;
    private final List<String> means;

    private Identity(List<KeyProvider> keys, Optional<SshAgent> agent, Optional<Secret> password, List<String> means) {
        this.keys = keys;
        this.agent = agent;
        this.password = password;
        this.means = means;
    }

    /** @param usualKeys private keys to try if the user named none; those that don't exist or are encrypted are left out */
    static Identity of(PluginConfig config, List<Path> usualKeys) throws ConfigException {
        return of(config, usualKeys, SshAgent.ofEnvironment());
    }

    static Identity of(PluginConfig config, List<Path> usualKeys, Optional<SshAgent> running) throws ConfigException {
        Optional<Path> keyFile = SftpSettings.file(config, SftpKeys.KEY_FILE);
        Optional<Secret> passphrase = config.secret(SftpKeys.KEY_PASSPHRASE.name());
        Optional<Secret> password = config.secret(SftpKeys.PASSWORD.name());
        List<KeyProvider> keys = new ArrayList<>();
        List<String> means = new ArrayList<>();
        Optional<SshAgent> agent = Optional.empty();
        if (keyFile.isPresent()) {
            keys.add(KeyFiles.load(keyFile.get(), passphrase));
            means.add("the key " + keyFile.get());
        } else if (password.isEmpty()) {
            agent = running;
            agent.ifPresent(there -> means.add("the keys of the ssh-agent"));
            for (Path file : usualKeys) {
                tryUsual(file, keys, means);
            }
        }
        password.ifPresent(there -> means.add("the password"));
        return new Identity(keys, agent, password, means);
    }

    private static void tryUsual(Path file, List<KeyProvider> keys, List<String> means) {
        if (!Files.isReadable(file)) {
            return;
        }
        try {
            keys.add(KeyFiles.load(file, Optional.empty()));
            means.add("the key " + file);
        } catch (ConfigException e) {
            means.add("not the key " + file + ", which is encrypted or of an unknown kind");
        }
    }

    /** What was tried, for a message. */
    String means() {
        return means.isEmpty() ? "no key or password" : String.join(", ", means);
    }

    /** Ways to log in on one new connection, in order. */
    List<AuthMethod> methods() {
        List<AuthMethod> methods = new ArrayList<>();
        agent.ifPresent(there -> there.keys().forEach(key -> methods.add(new AgentAuth(there, key))));
        keys.forEach(key -> methods.add(new AuthPublickey(key)));
        password.map(FixedAnswer::new).ifPresent(answer -> {
            methods.add(new AuthPassword(answer));
            methods.add(new AuthKeyboardInteractive(new PasswordResponseProvider(answer)));
        });
        return methods;
    }
}
