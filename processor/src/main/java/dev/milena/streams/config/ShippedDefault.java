// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

/**
 * A default of Milena's for a setting of Kafka's.
 *
 * @param key Kafka's name
 * @param value as shown to people; the value in use may be derived
 * @param why why it is not Kafka's
 */
public record ShippedDefault(String key, String value, String why) {}
