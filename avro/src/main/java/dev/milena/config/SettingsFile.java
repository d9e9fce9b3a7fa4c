// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;

/** Reads a properties file as UTF-8. */
final class SettingsFile {

    private SettingsFile() {}

    static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new ConfigException("Settings file " + file + " does not exist; check the path, or write one from the"
                    + " reference that `./milena config docs` prints");
        } catch (MalformedInputException e) {
            throw new ConfigException("Settings file " + file + " is not UTF-8; save it as UTF-8");
        } catch (IOException | IllegalArgumentException e) {
            ConfigException refused = new ConfigException("Settings file " + file + " cannot be read: " + e);
            refused.initCause(e);
            throw refused;
        }
        Map<String, String> settings = new HashMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> settings.put(name, properties.getProperty(name).strip()));
        return settings;
    }
}
