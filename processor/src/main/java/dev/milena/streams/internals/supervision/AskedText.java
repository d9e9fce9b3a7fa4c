// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.supervision;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRequest;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A text on its way to the model. Immutable, any thread.
 *
 * @param id tells it from every other text of the process, the same after a restart
 * @param text the text as its model prepared it
 */
public record AskedText(String id, PreparedText text) {
    /**
     * What a journal knows the text by: id and checksum. A topic that is deleted and made again counts its records from 0
     * again, and another text must not inherit what one did under the same id.
     */
    public String suspectId() {
        return suspectId(id, text.request());
    }

    /** As {@link #suspectId()}, of a text that is not asked yet. */
    public static String suspectId(String id, TextRequest request) {
        CRC32 crc = new CRC32();
        crc.update(request.text().getBytes(StandardCharsets.UTF_8));
        return id + "~" + Long.toHexString(crc.getValue());
    }
}
