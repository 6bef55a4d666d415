// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import java.util.List;
import java.util.Optional;
import org.ostreeupload.store.StoredContent.Form;

/** The forms of content objects as the protocol numbers and names them. */
public final class ContentForms {
  /** The word for content that comes as a patch against another object. */
  public static final String PATCH = "patch";

  private static final List<Form> BY_NUMBER = List.of(Form.ARCHIVE, Form.PLAIN);

  private ContentForms() {}

  /** The number of a form in a bundle. */
  public static int number(Form form) {
    return BY_NUMBER.indexOf(form);
  }

  /** The form with this number. */
  public static Optional<Form> ofNumber(int number) {
    return number >= 0 && number < BY_NUMBER.size()
        ? Optional.of(BY_NUMBER.get(number))
        : Optional.empty();
  }

  /** The word for a form. */
  public static String word(Form form) {
    return switch (form) {
      case ARCHIVE -> "archive";
      case PLAIN -> "plain";
    };
  }

  /** The form with this word. */
  public static Optional<Form> ofWord(String word) {
    return BY_NUMBER.stream().filter(form -> word(form).equals(word)).findFirst();
  }

  /** All words. */
  public static List<String> words() {
    return BY_NUMBER.stream().map(ContentForms::word).toList();
  }
}
