// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.ostreeupload.protocol.ProblemException;
import org.ostreeupload.protocol.message.ErrorCode;
import org.ostreeupload.protocol.message.OpenPush.Wish;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;

/** How many pushes may be open, and how many of one token. */
class PlacesTest {
  private static final int SHARE = 3;
  private static final int REFS = Places.MAX_REFS / Places.SHARES;

  private final Places places = new Places(SHARE * Places.SHARES);
  private int taken;

  private String take(String token) throws ProblemException {
    return take(token, 1);
  }

  private String take(String token, int refs) throws ProblemException {
    Wish wish = new Wish(new RefName("main"), Checksum.ofBytes(new byte[0]), Optional.empty());
    String push = "push" + taken++;
    places.take(push, new PushNote(token, Collections.nCopies(refs, wish)));
    return push;
  }

  private static String busy(ThrowingCallable opening) {
    String[] detail = {""};
    assertThatThrownBy(opening)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.BUSY);
              detail[0] = e.problem().detail();
            });
    return detail[0];
  }

  @Test
  void oneTokenHasItsShareOfThePushes() throws Exception {
    String first = take("one");
    for (int i = 1; i < SHARE; i++) {
      take("one");
    }

    assertThat(busy(() -> take("one"))).contains(SHARE + " pushes", "share of token 'one'");
    take("two");
    places.giveBack(first);
    take("one");
    assertThat(busy(() -> take("one"))).contains("share of token 'one'");
  }

  @Test
  void oneTokenHasItsShareOfTheRefs() throws Exception {
    String first = take("one", REFS - 1);
    take("one", 1);

    assertThat(busy(() -> take("one", 1))).contains(REFS + " refs", "share of token 'one'");
    assertThat(busy(() -> take("two", REFS + 1))).contains("share of token 'two'");
    take("two", REFS);
    places.giveBack(first);
    take("one", REFS - 1);
  }

  @Test
  void allTokensHaveNoMoreThanThereIs() throws Exception {
    for (int token = 0; token < Places.SHARES; token++) {
      for (int i = 0; i < SHARE; i++) {
        take("token" + token);
      }
    }

    assertThat(busy(() -> take("another")))
        .contains(SHARE * Places.SHARES + " pushes")
        .doesNotContain("share");
  }

  @Test
  void allTokensHaveNoMoreRefsThanThereMayBe() throws Exception {
    for (int token = 0; token < Places.SHARES; token++) {
      take("token" + token, REFS);
    }

    assertThat(busy(() -> take("another"))).contains(Places.MAX_REFS + " refs");
  }
}
