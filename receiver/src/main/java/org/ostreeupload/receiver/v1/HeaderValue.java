// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.v1;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.ostreeupload.store.gvariant.MalformedException;

/**
 * The value of a header field that has parameters, such as {@code form-data; name="file"}.
 *
 * @param value what stands before them, in lower case
 * @param parameters the parameters by name; one without a value is left out
 */
record HeaderValue(String value, Map<String, String> parameters) {
  HeaderValue {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Parses the text of a field.
   *
   * @throws MalformedException if it has no value, or a quotation does not end
   */
  static HeaderValue parse(String text) throws MalformedException {
    Map<String, String> parameters = new HashMap<>();
    try {
      String value = HttpField.getValueParameters(text, parameters);
      parameters.values().removeIf(parameter -> parameter == null);
      return new HeaderValue(
          Optional.ofNullable(value).orElse("").toLowerCase(Locale.ROOT), parameters);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("header value '" + StoredName.shown(text) + "' is broken");
    }
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
