// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.store.prune.Prune;
import org.ostreeupload.store.prune.PruneResult;
import org.ostreeupload.store.prune.Retention;
import org.ostreeupload.store.prune.RetentionPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes what is not kept. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    description = {
      "Deletes from a repository what no ref reaches, and commits that are too far back or too old.",
      "The head of each ref stays, and what any ref, rule or limit keeps. Without --depth and"
          + " --keep-younger-than, rules in the configuration file tell what to keep of branches;"
          + " where none does, all is kept."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:failed for another reason; a part may have been deleted",
      "2:the command line or the configuration file is wrong",
      "3:the repository is in use, or an object or a branch in it is missing or damaged;"
          + " nothing was deleted"
    },
    footerHeading = "%n")
final class PruneCommand implements Callable<Integer> {
  private static final Path DEFAULT_CONFIG = Path.of("ostree-upload.yaml");

  private final Console console;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "A YAML file with rules (default: ostree-upload.yaml, if it is there).")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "REPO",
      defaultValue = "repo",
      description = "The repository, of any mode (default: ${DEFAULT-VALUE}).")
  private Path repo = Path.of("");

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Keep the head of each ref and N commits before it; -1 keeps all.")
  private Optional<Integer> depth = Optional.empty();

  @Option(
      names = "--keep-younger-than",
      paramLabel = "WHEN",
      description = {
        "Keep commits that were made since WHEN: so long ago, as 12h, 90d, 2w or 1y, or at a time,"
            + " as 2026-01-31 or 2026-01-31T12:00:00Z. With --depth: what either keeps."
      })
  private Optional<String> keepYoungerThan = Optional.empty();

  @Option(
      names = "--only-branch",
      paramLabel = "BRANCH",
      description = "Keep all of other refs; may be repeated.")
  private List<String> onlyBranches = List.of();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what would be deleted, and do not.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the result as one line of JSON.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Name the commits that are deleted, too.")
  private boolean verbose;

  PruneCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Repository repository = Repository.open(repo);
    RetentionPolicy policy = policy(repository);
    if (console.isErrTerminal() && !json) {
      console.say("looking for what to keep of " + repo);
    }
    List<Checksum> commits = new ArrayList<>();
    PruneResult result =
        new Prune(repository, policy)
            .run(dryRun ? Prune.Mode.DRY_RUN : Prune.Mode.DELETE, commits::add);
    commits.sort(null);
    if (json) {
      PruneReport report = PruneReport.of(repo.toString(), dryRun, result, commits);
      console.out().println(new String(Json.write(report), StandardCharsets.UTF_8));
    } else {
      summarize(repository, result, commits);
    }
    return ExitStatus.DONE;
  }

  private RetentionPolicy policy(Repository repository) throws IOException {
    PruneLimits given = limits();
    RetentionPolicy policy =
        given.isEmpty()
            ? rules().policy(Instant.now())
            : RetentionPolicy.everywhere(given.retention(Instant.now()));
    if (onlyBranches.isEmpty()) {
      return policy;
    }
    Set<RefName> branches = branches(repository);
    return new RetentionPolicy(
        ref -> branches.contains(ref) ? policy.branches().apply(ref) : Retention.ALL,
        Retention.ALL);
  }

  private PruneLimits limits() throws UsageException {
    try {
      return PruneLimits.parse("--", depth, keepYoungerThan);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private PruneConfig rules() throws IOException {
    if (config.isEmpty() && Files.notExists(DEFAULT_CONFIG)) {
      return PruneConfig.NONE;
    }
    PruneConfig rules = PruneConfig.read(config.orElse(DEFAULT_CONFIG));
    if (config.isPresent() && rules.rules().isEmpty()) {
      console.say("warning: there is no rule in " + config.get() + ", so all history is kept");
    }
    return rules;
  }

  private Set<RefName> branches(Repository repository) throws IOException {
    Set<RefName> branches = new HashSet<>();
    for (String name : onlyBranches) {
      RefName branch;
      try {
        branch = RefName.parse(name);
      } catch (MalformedException e) {
        throw new UsageException("--only-branch: " + e.rule());
      }
      if (repository.refs().head(branch).isEmpty()) {
        throw new RepositoryException("no branch '" + branch + "' in repository " + repo);
      }
      branches.add(branch);
    }
    return branches;
  }

  private void summarize(Repository repository, PruneResult result, List<Checksum> commits) {
    if (verbose) {
      String verb = dryRun ? "would delete" : "deleted";
      commits.forEach(commit -> console.out().println(verb + " commit " + commit));
    }
    console
        .out()
        .println(
            dryRun
                ? Pruning.describeDryRun(repository, result)
                : Pruning.describe(repository, result));
  }
}
