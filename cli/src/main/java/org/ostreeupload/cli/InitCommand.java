// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.config.RepositoryConfig;
import org.ostreeupload.store.gvariant.MalformedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a repository. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Makes an empty repository of the archive mode, which can be served over HTTP.")
final class InitCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "REPO",
      defaultValue = "repo",
      description = "The repository (default: ${DEFAULT-VALUE}).")
  private Path repo = Path.of("");

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "archive",
      description = "Only archive (default); 'ostree init' makes repositories of other modes.")
  private String mode = "";

  @Option(
      names = "--collection-id",
      paramLabel = "ID",
      description = "The collection that the refs belong to, as org.example.Os.")
  private Optional<String> collectionId = Optional.empty();

  InitCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!mode.equals("archive") && !mode.equals("archive-z2")) {
      throw new UsageException("--mode: only archive repositories can be made here, not " + mode);
    }
    if (collectionId.isPresent()) {
      try {
        RepositoryConfig.requireCollectionId(collectionId.get());
      } catch (MalformedException e) {
        throw new UsageException("--collection-id: " + e.rule());
      }
    }
    Repository.create(repo, collectionId);
    console.say("archive repository " + repo + " is ready");
    return ExitStatus.DONE;
  }
}
