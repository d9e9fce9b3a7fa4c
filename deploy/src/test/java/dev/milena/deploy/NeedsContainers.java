// SPDX-License-Identifier: Apache-2.0
package dev.milena.deploy;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that are counted as skipped, with the reason on the console, where something that runs containers is missing.
 * With {@code -Dmilena.test.containers=required} they run, and fail with that reason.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsContainers.Condition.class)
@interface NeedsContainers {

    /** Whether Compose is needed as well. */
    boolean compose() default false;

    /** Whether the Python client's environment is needed as well. */
    boolean pythonClient() default false;

    /** Decides before a class is initialized: its constants need the engine already. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<NeedsContainers> needs = findAnnotation(context.getElement(), NeedsContainers.class);
            Optional<String> missing = needs.flatMap(Containers::missing);
            if (missing.isEmpty()) {
                return enabled("nothing is missing");
            }
            if (Containers.REQUIRED) {
                throw new IllegalStateException("milena.test.containers=required, but " + missing.get());
            }
            System.out.println("SKIPPED " + context.getDisplayName() + ": " + missing.get());
            return disabled(missing.get());
        }
    }
}
