// SPDX-License-Identifier: Apache-2.0
package dev.milena.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where logs go and how much of them: to standard error or to a file, never to standard output, which belongs to
 * answers. Set by the command that runs, before it does anything.
 */
public final class Logging {

    /** How much is said. */
    @SuppressWarnings("ImmutableEnumChecker") // Logback's levels are immutable, they just do not say so
    public enum Detail {
        /** Only Milena's own complaints, for a command that a person watches: Kafka logs what it then mends itself. */
        ERRORS(Level.OFF, Level.WARN),
        /** What an operator wants to read later. */
        OPERATION(Level.WARN, Level.INFO),
        /** Also what Kafka does, for looking for a fault. */
        EVERYTHING(Level.INFO, Level.DEBUG);

        private final Level others;
        private final Level milena;

        Detail(Level others, Level milena) {
            this.others = others;
            this.milena = milena;
        }
    }

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36} - %msg%n";

    private Logging() {}

    /**
     * Replaces whatever was set before.
     *
     * @param detail how much is said
     * @param file where to append, or null for standard error
     * @throws CommandFailure when the file cannot be written
     */
    public static void to(Detail detail, @Nullable Path file) {
        requireUsable(file);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        OutputStreamAppender<ILoggingEvent> appender = file == null ? standardError() : append(file);
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(detail.others);
        context.getLogger("dev.milena").setLevel(detail.milena);
        // warns about global stores, which we have none of, each time settings are read
        context.getLogger("org.apache.kafka.streams.StreamsConfig").setLevel(Level.ERROR);
        // warns that there is no CUDA on every machine without it
        context.getLogger("ai.djl").setLevel(Level.ERROR);
        // logs a stack trace where a library cannot be unpacked, which the command says in a sentence
        context.getLogger("ai.djl.huggingface.tokenizers.jni").setLevel(Level.OFF);
    }

    /** Logback would say nothing and log nothing. */
    private static void requireUsable(@Nullable Path file) {
        if (file == null) {
            return;
        }
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the log file " + file + " cannot be written ("
                            + e.getClass().getSimpleName()
                            + "); name another with --log-file, or free its folder for this user.",
                    e);
        }
    }

    private static OutputStreamAppender<ILoggingEvent> standardError() {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        return appender;
    }

    private static OutputStreamAppender<ILoggingEvent> append(Path file) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        return appender;
    }
}
