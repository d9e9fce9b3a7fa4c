// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/** Keeps every word that the process logs: Milena's own at every level, those of others from INFO. Any thread. */
final class SpokenWords extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Logger root;
    private final Logger own;
    private final Level rootBefore;
    private final java.util.logging.Logger platform = java.util.logging.Logger.getLogger("dev.milena");
    private final Handler platformHandler = new PlatformHandler();

    SpokenWords() {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        own = loggers.getLogger("dev.milena");
        rootBefore = root.getLevel();
        setContext(loggers);
        start();
        root.setLevel(Level.INFO);
        own.setLevel(Level.TRACE);
        root.addAppender(this);
        platform.setLevel(java.util.logging.Level.ALL);
        platform.addHandler(platformHandler);
    }

    /** Everything so far. */
    Queue<String> said() {
        return said;
    }

    @Override
    protected void append(ILoggingEvent event) {
        said.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getThreadName() + " "
                + event.getMDCPropertyMap() + " " + event.getFormattedMessage() + " "
                + ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    @Override
    public void close() {
        platform.removeHandler(platformHandler);
        platform.setLevel(null);
        root.detachAppender(this);
        root.setLevel(rootBefore);
        own.setLevel(null);
        stop();
    }

    private final class PlatformHandler extends Handler {
        @Override
        public void publish(LogRecord entry) {
            Throwable thrown = entry.getThrown();
            said.add(entry.getLevel() + " " + entry.getLoggerName() + " " + entry.getMessage() + " "
                    + (thrown == null ? "" : new SpokenError(thrown)));
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // kept in memory
        }
    }
}
