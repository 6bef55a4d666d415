// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.compose.CommitRequest;
import org.ostreeupload.store.compose.CommitRequest.Parent;
import org.ostreeupload.store.compose.CommitRequest.Permissions;
import org.ostreeupload.store.compose.DirectoryCommit;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Commits a directory. */
@Command(
    name = "commit",
    mixinStandardHelpOptions = true,
    description = {
      "Commits a directory to a branch of an archive repository, and prints the commit.",
      "The commit is the one that 'ostree commit' makes of the same directory with the same"
          + " options; owners are recorded as 0:0 unless other ones are asked for."
    })
final class CommitCommand implements Callable<Integer> {
  private static final String TREE_PREFIX = "dir=";

  private final Console console;

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "REPO",
      defaultValue = "repo",
      description = "The repository (default: ${DEFAULT-VALUE}).")
  private Path repo = Path.of("");

  @Option(
      names = "--tree",
      paramLabel = "dir=PATH",
      required = true,
      description = "The directory to commit.")
  private String tree = "";

  @Option(
      names = {"-b", "--branch"},
      paramLabel = "BRANCH",
      required = true,
      description = "The branch to move to the new commit.")
  private String branch = "";

  @Option(
      names = {"-s", "--subject"},
      paramLabel = "TEXT",
      defaultValue = "",
      description = "The first line of the message.")
  private String subject = "";

  @Option(
      names = {"-m", "--body"},
      paramLabel = "TEXT",
      defaultValue = "",
      description = "The message below its first line.")
  private String body = "";

  @Option(
      names = "--parent",
      paramLabel = "COMMIT",
      description = "The commit before this one, or 'none' (default: the head of the branch).")
  private Optional<String> parent = Optional.empty();

  @Option(
      names = "--timestamp",
      paramLabel = "TIME",
      description = {
        "When the commit was made: @SECONDS since 1970, or as '2026-01-31 12:00:00 +0000'"
            + " (default: SOURCE_DATE_EPOCH if it is set, else now)."
      })
  private Optional<String> timestamp = Optional.empty();

  @Option(
      names = "--add-metadata-string",
      paramLabel = "KEY=VALUE",
      description = "Metadata of the commit; may be given more than once.")
  private List<String> metadata = List.of();

  @Option(
      names = "--bind-ref",
      paramLabel = "BRANCH",
      description = "A further branch that the commit may be published as; may be repeated.")
  private List<String> bindRefs = List.of();

  @Option(
      names = "--owner-uid",
      paramLabel = "UID",
      defaultValue = "0",
      description = "The owner to record (default: ${DEFAULT-VALUE}).")
  private int ownerUid;

  @Option(
      names = "--owner-gid",
      paramLabel = "GID",
      defaultValue = "0",
      description = "The group to record (default: ${DEFAULT-VALUE}).")
  private int ownerGid;

  @Option(names = "--keep-owners", description = "Record the owner and group of each file instead.")
  private boolean keepOwners;

  @Option(
      names = "--canonical-permissions",
      description = "Record owners as 0:0, modes cut to 0755, and no extended attributes.")
  private boolean canonical;

  @Option(names = "--no-xattrs", description = "Record no extended attributes.")
  private boolean noXattrs;

  CommitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    CommitRequest request = request();
    Checksum commit = DirectoryCommit.commit(Repository.open(repo), request);
    console.out().println(commit);
    return ExitStatus.DONE;
  }

  private CommitRequest request() throws IOException {
    if (!tree.startsWith(TREE_PREFIX)) {
      throw new UsageException("--tree: only dir=PATH is understood, not '" + tree + "'");
    }
    try {
      List<RefName> bindings = new ArrayList<>();
      for (String ref : bindRefs) {
        bindings.add(RefName.parse(ref));
      }
      return new CommitRequest(
          Path.of(tree.substring(TREE_PREFIX.length())),
          RefName.parse(branch),
          parent(),
          subject,
          body,
          timestamp(),
          entries(),
          bindings,
          permissions());
    } catch (MalformedException e) {
      throw new UsageException(e.rule());
    }
  }

  private Parent parent() throws MalformedException {
    if (parent.isEmpty()) {
      return new Parent.Head();
    }
    return parent.get().equals("none")
        ? new Parent.None()
        : new Parent.Given(Checksum.parse(parent.get()));
  }

  private List<Map.Entry<String, String>> entries() throws UsageException {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (String text : metadata) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new UsageException("--add-metadata-string: '" + text + "' is not KEY=VALUE");
      }
      entries.add(Map.entry(text.substring(0, equals), text.substring(equals + 1)));
    }
    return entries;
  }

  private Permissions permissions() {
    return new Permissions(
        keepOwners ? Optional.empty() : Optional.of(ownerUid),
        keepOwners ? Optional.empty() : Optional.of(ownerGid),
        canonical,
        !noXattrs);
  }

  private long timestamp() throws UsageException {
    String text =
        timestamp
            .or(() -> console.variable("SOURCE_DATE_EPOCH").map(seconds -> "@" + seconds))
            .orElseGet(() -> "@" + Instant.now().getEpochSecond());
    try {
      if (text.startsWith("@")) {
        return Long.parseLong(text.substring(1));
      }
      if (text.matches(".*[0-9] ?(Z|UTC|[-+][0-9:]{4,5})")) {
        DateTimeFormatter format =
            DateTimeFormatter.ofPattern("yyyy-MM-dd['T'][ ]HH:mm[:ss][ ][XXX][XX]['UTC']");
        return text.endsWith("UTC")
            ? LocalDateTime.parse(text, format).toEpochSecond(ZoneOffset.UTC)
            : OffsetDateTime.parse(text, format).toEpochSecond();
      }
      ZoneId zone = ZoneId.systemDefault();
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(zone).toEpochSecond();
      }
      return LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toEpochSecond();
    } catch (DateTimeException | NumberFormatException e) {
      throw new UsageException(
          "--timestamp: '" + text + "' is no time, as @1735689600 or '2026-01-31 12:00:00 +0000'");
    }
  }
}
