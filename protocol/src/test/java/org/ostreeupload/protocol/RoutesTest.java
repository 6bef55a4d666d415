// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;

class RoutesTest {
  private static final String ID = "0b9c8d6e-6f5a-4b1a-9d3e-2f1c0a9b8d7e";
  private static final ObjectName NAME = ObjectName.file(Checksum.ofBytes(new byte[0]));

  private static String filled(String route) {
    return route.replace("{id}", ID).replace("{name}", NAME.toString());
  }

  @Test
  void aPathIsItsRouteWithTheNamesFilledIn() {
    assertThat(Routes.push(ID)).isEqualTo(filled(Routes.PUSH));
    assertThat(Routes.missing(ID)).isEqualTo(filled(Routes.MISSING));
    assertThat(Routes.objects(ID)).isEqualTo(filled(Routes.OBJECTS));
    assertThat(Routes.object(ID, NAME)).isEqualTo(filled(Routes.OBJECT));
    assertThat(Routes.publish(ID)).isEqualTo(filled(Routes.PUBLISH));
  }

  @Test
  void thePathsStayWhatOtherProgramsKnow() {
    assertThat(Routes.PING).isEqualTo("/ping");
    assertThat(Routes.CAPABILITIES).isEqualTo("/api/v2/capabilities");
    assertThat(Routes.object(ID, NAME))
        .isEqualTo("/api/v2/pushes/" + ID + "/objects/" + NAME.checksum() + ".file");
  }
}
