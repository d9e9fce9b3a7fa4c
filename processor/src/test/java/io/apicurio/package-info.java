// SPDX-License-Identifier: Apache-2.0

/** Stand-ins that are told by their package. */
@NullMarked
package io.apicurio;

import org.jspecify.annotations.NullMarked;
