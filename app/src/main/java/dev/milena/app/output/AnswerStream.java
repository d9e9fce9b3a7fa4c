// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Standard output as UTF-8 that remembers why it could not be written, which a {@link PrintStream} forgets. Any thread. */
final class AnswerStream extends PrintStream {
    private final Remembering remembering;

    private AnswerStream(Remembering remembering) {
        super(remembering, true, StandardCharsets.UTF_8);
        this.remembering = remembering;
    }

    static AnswerStream to(FileDescriptor descriptor) {
        return new AnswerStream(new Remembering(new FileOutputStream(descriptor)));
    }

    /** Why a write failed, the first time; null where none did. */
    @Nullable
    String problem() {
        return remembering.problem;
    }

    private static final class Remembering extends FilterOutputStream {
        private volatile @Nullable String problem;

        Remembering(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                problem = problem == null ? e.getMessage() : problem;
                throw e;
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }
    }
}
