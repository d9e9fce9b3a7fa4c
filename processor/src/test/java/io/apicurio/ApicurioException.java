// SPDX-License-Identifier: Apache-2.0
package io.apicurio;

import org.jspecify.annotations.Nullable;

/** In the package of Apicurio 2's client, and made as its RestClientException: without a cause, and a code only of a server. */
public final class ApicurioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Details error;

    public ApicurioException(@Nullable Integer errorCode) {
        this.error = new Details(errorCode);
    }

    public Details getError() {
        return error;
    }

    public static final class Details {
        private final @Nullable Integer errorCode;

        private Details(@Nullable Integer errorCode) {
            this.errorCode = errorCode;
        }

        public @Nullable Integer getErrorCode() {
            return errorCode;
        }
    }
}
