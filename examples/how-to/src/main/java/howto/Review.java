// SPDX-License-Identifier: Apache-2.0
package howto;

/** A review of a product. */
public record Review(String text, boolean published, String german, String french, String headline) {
    public static Review of(String text) {
        return new Review(text, true, null, null, null);
    }

    public static Review draft(String text) {
        return new Review(text, false, null, null, null);
    }

    Review with(String inGerman, String inFrench, String title) {
        return new Review(text, published, inGerman, inFrench, title);
    }
}
