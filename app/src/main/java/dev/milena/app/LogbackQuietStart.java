// SPDX-License-Identifier: Apache-2.0
package dev.milena.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Keeps Logback from looking for files and from logging at DEBUG before a command has called {@link Logging#to}.
 * Found through {@code META-INF/services}.
 */
public final class LogbackQuietStart extends ContextAwareBase implements Configurator {

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        context.getLogger("ROOT").setLevel(ch.qos.logback.classic.Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
