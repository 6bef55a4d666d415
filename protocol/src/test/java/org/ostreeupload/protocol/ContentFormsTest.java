// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ostreeupload.store.StoredContent.Form;

class ContentFormsTest {
  @ParameterizedTest
  @EnumSource(Form.class)
  void everyFormIsFoundByItsNumberAndItsWord(Form form) {
    assertThat(ContentForms.ofNumber(ContentForms.number(form))).contains(form);
    assertThat(ContentForms.ofWord(ContentForms.word(form))).contains(form);
    assertThat(ContentForms.words()).contains(ContentForms.word(form));
  }

  @Test
  void otherNumbersAndWordsStandForNothing() {
    for (int number : new int[] {-1, Form.values().length, 127, Integer.MIN_VALUE}) {
      assertThat(ContentForms.ofNumber(number)).isEmpty();
    }
    for (String word : new String[] {"", "ARCHIVE", "zstd", "null"}) {
      assertThat(ContentForms.ofWord(word)).isEmpty();
    }
  }
}
