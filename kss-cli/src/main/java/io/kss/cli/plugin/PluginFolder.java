package io.kss.cli.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/**
 * The folder that users put plugins into. Each jar in it, and each sub-folder with jars, is one plugin with a class loader
 * of its own.
 */
final class PluginFolder {

    private PluginFolder() {}

    /** One class loader per plugin, sorted by name; what is wrong with the folder itself goes to the problems. */
    static List<URLClassLoader> loaders(Path folder, ClassLoader application, List<String> problems) {
        if (!Files.isDirectory(folder)) {
            problems.add("The plugin folder " + folder + " does not exist.");
            return List.of();
        }
        ClassLoader parent = new SpiOnlyLoader(application);
        List<URLClassLoader> loaders = new ArrayList<>();
        for (Path entry : entries(folder, problems)) {
            List<Path> jars = Files.isDirectory(entry) ? entries(entry, problems) : List.of(entry);
            URL[] urls = jars.stream()
                    .filter(jar -> jar.getFileName().toString().endsWith(".jar"))
                    .filter(jar -> isJar(jar, problems))
                    .map(PluginFolder::url)
                    .toArray(URL[]::new);
            if (urls.length > 0) {
                loaders.add(new URLClassLoader(entry.toString(), urls, parent));
            }
        }
        return loaders;
    }

    private static List<Path> entries(Path folder, List<String> problems) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException | DirectoryIteratorException e) {
            problems.add("The plugin folder " + folder + " can't be read: " + e.getMessage() + ".");
        }
        entries.sort(null);
        return entries;
    }

    /** A class loader would pass over what it can't open, without a word. */
    private static boolean isJar(Path file, List<String> problems) {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.size() >= 0;
        } catch (IOException e) {
            problems.add(
                    "The plugin " + file + " can't be loaded: it is no jar that can be read (" + e.getMessage() + ").");
            return false;
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
