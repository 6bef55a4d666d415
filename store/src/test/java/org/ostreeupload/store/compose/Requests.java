// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store.compose;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ostreeupload.store.compose.CommitRequest.Parent;
import org.ostreeupload.store.compose.CommitRequest.Permissions;
import org.ostreeupload.store.object.RefName;

/** A plain request, and ones that differ from it. */
record Requests(CommitRequest request) {
  static final long TIMESTAMP = 1_700_000_000;

  static Requests of(Path tree, String branch) {
    return new Requests(
        new CommitRequest(
            tree,
            new RefName(branch),
            new Parent.Head(),
            "",
            "",
            TIMESTAMP,
            List.of(),
            List.of(),
            new Permissions(Optional.empty(), Optional.empty(), false, true)));
  }

  Requests with(Permissions permissions) {
    return of(
        request.parent(),
        request.subject(),
        request.body(),
        request.metadata(),
        request.bindings(),
        permissions);
  }

  Requests with(String subject, String body) {
    return of(
        request.parent(),
        subject,
        body,
        request.metadata(),
        request.bindings(),
        request.permissions());
  }

  Requests with(List<Map.Entry<String, String>> metadata) {
    return of(
        request.parent(),
        request.subject(),
        request.body(),
        metadata,
        request.bindings(),
        request.permissions());
  }

  Requests bound(String... refs) {
    return of(
        request.parent(),
        request.subject(),
        request.body(),
        request.metadata(),
        Stream.of(refs).map(RefName::new).toList(),
        request.permissions());
  }

  Requests after(Parent parent) {
    return of(
        parent,
        request.subject(),
        request.body(),
        request.metadata(),
        request.bindings(),
        request.permissions());
  }

  private Requests of(
      Parent parent,
      String subject,
      String body,
      List<Map.Entry<String, String>> metadata,
      List<RefName> bindings,
      Permissions permissions) {
    return new Requests(
        new CommitRequest(
            request.tree(),
            request.branch(),
            parent,
            subject,
            body,
            request.timestamp(),
            metadata,
            bindings,
            permissions));
  }
}
