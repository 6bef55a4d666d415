// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.trials;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of bytes as {@code 256M} or {@code 2G}. */
final class Sizes implements ITypeConverter<Long> {
  @Override
  public Long convert(String text) {
    if (!text.matches("[1-9][0-9]{0,8}[KMG]?")) {
      throw new TypeConversionException("'" + text + "' is no size as 256M or 2G");
    }
    String digits = text.replaceAll("[KMG]$", "");
    int shift = 10 * ("KMG".indexOf(text.charAt(text.length() - 1)) + 1);
    return Long.parseLong(digits) << shift;
  }
}
