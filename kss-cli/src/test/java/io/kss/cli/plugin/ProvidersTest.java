package io.kss.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.ConfigurationLoader;
import io.kss.cli.config.Environment;
import io.kss.cli.config.PluginTable;
import io.kss.spi.storage.StorageProvider;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins compiled and packed by the test, as a third party would. */
class ProvidersTest {

    private static final String SOURCE = """
            package thirdparty.NAME;
            import io.kss.spi.config.ConfigKey;
            import io.kss.spi.config.PluginConfig;
            import io.kss.spi.storage.StorageBackend;
            import io.kss.spi.storage.StorageProvider;
            import java.util.List;
            public final class Provider implements StorageProvider {
                public Provider() { BODY }
                public String type() { return "TYPE"; }
                public String summary() { return "Third party."; }
                public List<ConfigKey> configKeys() { return List.of(ConfigKey.required("place", "Where.")); }
                public StorageBackend open(PluginConfig config) { throw new UnsupportedOperationException(); }
            }
            """;

    @TempDir
    Path folder;

    private Path plugins;

    @BeforeEach
    void setUp() throws Exception {
        plugins = Files.createDirectories(folder.resolve("plugins"));
    }

    @Test
    void aJarAndASubFolderAreAPluginEach() throws Exception {
        plugin("alpha", "alpha", "", plugins.resolve("alpha.jar"));
        plugin(
                "beta",
                "beta",
                "",
                Files.createDirectories(plugins.resolve("beta")).resolve("beta.jar"));

        Providers providers = load();

        assertThat(providers.storage(table("alpha")).configKeys()).hasSize(1);
        assertThat(providers.storage(table("beta")).type()).isEqualTo("beta");
        assertThat(providers.storageTypes()).extracting(StorageProvider::type).contains("alpha", "beta");
        assertThat(providers.problems()).isEmpty();
    }

    @Test
    void aBrokenPluginIsNamedAndHarmsNoOther() throws Exception {
        plugin("alpha", "alpha", "", plugins.resolve("alpha.jar"));
        plugin("broken", "broken", "throw new IllegalStateException(\"no luck\");", plugins.resolve("broken.jar"));
        jar(plugins.resolve("missing.jar"), Map.of(), "thirdparty.nowhere.Provider");
        Files.writeString(plugins.resolve("nonsense.jar"), "this is no jar");
        Files.writeString(plugins.resolve("README"), "not a plugin");

        Providers providers = load();

        assertThat(providers.storage(table("alpha")).type()).isEqualTo("alpha");
        assertThat(providers.problems())
                .anySatisfy(problem -> assertThat(problem).contains("broken.jar"))
                .anySatisfy(problem -> assertThat(problem).contains("missing.jar"))
                .anySatisfy(problem -> assertThat(problem).contains("nonsense.jar", "no jar that can be read"))
                .hasSize(3);
        assertThatThrownBy(() -> providers.storage(table("broken")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'store.type' names the type \"broken\", which is not installed")
                .hasMessageContaining("broken.jar can't be loaded");
    }

    @Test
    void aPluginThatLacksAClassSaysWhich() throws Exception {
        plugin("alpha", "alpha", "", plugins.resolve("alpha.jar"));
        compile("helper", "package thirdparty.helper; public class Library { public static void use() {} }", "Library");
        plugin("lonely", "lonely", "thirdparty.helper.Library.use();", plugins.resolve("lonely.jar"));

        Providers providers = load();

        assertThat(providers.problems())
                .singleElement()
                .asString()
                .contains("lonely.jar", "it lacks the class thirdparty.helper.Library");
        assertThat(providers.storage(table("alpha")).type()).isEqualTo("alpha");
    }

    @Test
    void aPluginOfAnotherVersionOfTheInterfaceSaysSo() throws Exception {
        plugin("alpha", "alpha", "", plugins.resolve("alpha.jar"));
        String older = SOURCE.replace("NAME", "older").replace("TYPE", "older").replace("BODY", "");
        Path work = compile("older", older, "Provider");
        // As if the interface had had no summary when it was compiled.
        byte[] bytes = Files.readAllBytes(work);
        Files.write(work, replaced(bytes, "summary", "summery"));
        jar(
                plugins.resolve("older.jar"),
                Map.of("thirdparty/older/Provider.class", Files.readAllBytes(work)),
                "thirdparty.older.Provider");

        Providers providers = load();

        assertThat(providers.problems())
                .singleElement()
                .asString()
                .contains("older.jar", "built for another version of kss");
        assertThat(providers.storageTypes())
                .extracting(StorageProvider::type)
                .contains("alpha")
                .doesNotContain("older");
    }

    @Test
    void aTypeThatMakesNoSenseIsRefused() throws Exception {
        plugin("shouting", "SFTP 2", "", plugins.resolve("shouting.jar"));
        assertThat(load().problems()).singleElement().asString().contains("shouting.jar", "'SFTP 2'");
    }

    @Test
    void aJarWithoutProvidersSaysThatItOffersNothing() throws Exception {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(plugins.resolve("library.jar")))) {
            out.putNextEntry(new JarEntry("README"));
        }
        assertThat(load().problems()).singleElement().asString().contains("library.jar", "offers nothing");
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void oneTypeOfferedTwiceIsRefusedByNameAndHarmsNoOther() throws Exception {
        plugin("alpha", "alpha", "", plugins.resolve("alpha.jar"));
        plugin("one", "same", "", plugins.resolve("one.jar"));
        plugin("two", "same", "", plugins.resolve("two.jar"));

        Providers providers = load();

        assertThat(providers.storage(table("alpha")).type()).isEqualTo("alpha");
        assertThatThrownBy(() -> providers.storage(table("same")))
                .hasMessageContaining("one.jar")
                .hasMessageContaining("two.jar")
                .hasMessageContaining("remove all but one");
        assertThat(providers.storageTypes()).extracting(StorageProvider::type).doesNotContain("same");
    }

    @Test
    void aPluginSeesNothingThatIsInsideKss() throws Exception {
        String look = """
                try { Class.forName("io.kss.core.Kss"); throw new IllegalStateException("saw it"); }
                catch (ClassNotFoundException e) { return; }
                """;
        plugin("nosy", "nosy", look, plugins.resolve("nosy.jar"));

        assertThat(load().storage(table("nosy")).type()).isEqualTo("nosy");
    }

    @Test
    void anUnknownTypeListsWhatThereIs() throws Exception {
        plugin("alpha", "alpha", "", plugins.resolve("alpha.jar"));
        assertThatThrownBy(() -> load().storage(table("stfp")))
                .hasMessageContaining("line 2: 'store.type' names the type \"stfp\", which is not installed; there is")
                .hasMessageContaining("alpha");
    }

    @Test
    void aMissingFolderIsAProblemAndNoFailure() throws Exception {
        Providers providers = Providers.load(getClass().getClassLoader(), Optional.of(folder.resolve("nowhere")));
        assertThat(providers.problems()).singleElement().asString().contains("does not exist");
    }

    private Providers load() {
        return Providers.load(getClass().getClassLoader(), Optional.of(plugins));
    }

    private PluginTable table(String type) throws Exception {
        Path file = folder.resolve("kss.toml");
        Files.writeString(file, "[store]\ntype = \"" + type + "\"\n");
        Environment environment = new Environment(Map.of(), folder, file, Optional.of("testhost"));
        return new ConfigurationLoader(environment).load(Optional.of(file)).store();
    }

    private void plugin(String name, String type, String body, Path jar) throws Exception {
        Path compiled =
                compile(name, SOURCE.replace("NAME", name).replace("TYPE", type).replace("BODY", body), "Provider");
        String entry = String.format(Locale.ROOT, "thirdparty/%s/Provider.class", name);
        jar(jar, Map.of(entry, Files.readAllBytes(compiled)), "thirdparty." + name + ".Provider");
    }

    /** Compiles a class of the package of that name; the others see it while they are compiled. */
    private Path compile(String name, String text, String type) throws Exception {
        Path work = Files.createDirectories(folder.resolve("work"));
        Path source = Files.createDirectories(work.resolve(name)).resolve(type + ".java");
        Files.writeString(source, text);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path") + File.pathSeparator + work,
                        "-d",
                        work.toString(),
                        source.toString());
        assertThat(compiled).isZero();
        return work.resolve("thirdparty").resolve(name).resolve(type + ".class");
    }

    private static void jar(Path jar, Map<String, byte[]> entries, String provider) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("META-INF/services/" + StorageProvider.class.getName()));
            out.write(provider.getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
    }
}
