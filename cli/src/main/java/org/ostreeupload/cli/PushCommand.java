// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ostreeupload.protocol.Json;
import org.ostreeupload.pusher.Compression;
import org.ostreeupload.pusher.PushReport;
import org.ostreeupload.pusher.PushRequest;
import org.ostreeupload.pusher.PushRequest.Goal;
import org.ostreeupload.pusher.Pusher;
import org.ostreeupload.pusher.ReceiverAddress;
import org.ostreeupload.pusher.TlsOptions;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.RefName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pushes branches. */
@Command(
    name = "push",
    aliases = "upload",
    mixinStandardHelpOptions = true,
    description = {
      "Uploads what the production repository lacks, then moves its branches, all or none.",
      "Options win over the configuration file, the file over the environment."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the branches are where they were wanted",
      "1:failed for another reason",
      "2:the command line or the configuration file is wrong",
      "3:the source repository is at fault: an object or a branch is missing or damaged",
      "4:the receiver cannot be reached, or failed",
      "5:the token is not known, or may not do this",
      "6:the branches were refused: diverged, or moved by somebody else"
    },
    footerHeading = "%n")
final class PushCommand implements Callable<Integer> {
  private static final String TOKEN_VARIABLE = "OSTREE_UPLOAD_TOKEN";
  private static final int MAX_TOKEN_FILE = 4096;

  private final Console console;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "A YAML file with defaults: address, token, token-file, repo, branches,"
              + " compression, tls.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = {"-r", "--repo"},
      paramLabel = "REPO",
      description = "The source repository, of any mode (default: repo).")
  private Optional<String> repo = Optional.empty();

  @Option(
      names = {"-a", "--address"},
      paramLabel = "URL",
      description = "The receiver (default: http://localhost:8080).")
  private Optional<String> address = Optional.empty();

  @Option(
      names = {"-t", "--token"},
      paramLabel = "TOKEN",
      description = {
        "The token. Others on this machine can see it here: better in the variable "
            + TOKEN_VARIABLE
            + " or in a file."
      })
  private Optional<String> token = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file that holds the token; - for standard input.")
  private Optional<String> tokenFile = Optional.empty();

  @Option(
      names = {"-b", "--branch", "--branches"},
      paramLabel = "BRANCH",
      split = ",",
      description = {
        "A branch to push; may be repeated, or several with commas"
            + " (default: all branches of the source repository)."
      })
  private List<String> branches = List.of();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what would be sent and moved, and do neither.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the result as one line of JSON.")
  private boolean json;

  @Option(
      names = "--prune",
      description = {
        "After the push, delete from the source repository what no ref reaches."
            + " If only that fails, the result is printed and the exit status is 1."
      })
  private boolean prune;

  @Option(
      names = "--retry",
      arity = "0..1",
      paramLabel = "N",
      fallbackValue = "3",
      description = {
        "If somebody else moves a branch meanwhile, go on from there, up to N times (3 if N is left"
            + " out), as long as what is pushed descends from it."
      })
  private int retries;

  @Option(
      names = "--compression",
      paramLabel = "HOW",
      description = {
        "How to send fewer bytes: delta sends patches against the version of a file that the"
            + " receiver has, none sends whole files, auto makes patches unless the connection"
            + " turns out to be faster than making them (default: auto)."
      })
  private Optional<String> compression = Optional.empty();

  @Option(
      names = {"-q", "--quiet"},
      description = "Say only what goes wrong.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say how many requests were made, too.")
  private boolean verbose;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Trust these certificate authorities (PEM) instead of the system's.")
  private Optional<String> cacert = Optional.empty();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Show this certificate (PEM) to the receiver.")
  private Optional<String> cert = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The private key (PEM, PKCS #8) of --cert.")
  private Optional<String> key = Optional.empty();

  PushCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (retries < 0) {
      throw new UsageException("--retry takes a number of times, not " + retries);
    }
    PushConfig defaults = config.isPresent() ? PushConfig.read(config.get()) : PushConfig.NONE;
    ReceiverAddress receiver = receiver(defaults);
    List<RefName> refs = refs(branches.isEmpty() ? defaults.branches() : branches);
    Repository repository = Repository.open(Path.of(repo.or(defaults::repo).orElse("repo")));
    PushRequest request =
        new PushRequest(refs, dryRun ? Goal.DRY_RUN : Goal.PUBLISH, retries, compression(defaults));
    PushReport report;
    Progress progress =
        new Progress(console, quiet || json ? Progress.Detail.QUIET : Progress.Detail.NORMAL);
    try (progress) {
      report = new Pusher(repository, receiver, progress).push(request);
    }
    if (json) {
      JsonReport result =
          dryRun
              ? JsonReport.ofDryRun(report, progress.totalObjects(), progress.totalBytes())
              : JsonReport.of(report);
      console.out().println(new String(Json.write(result), StandardCharsets.UTF_8));
    } else if (!quiet) {
      summarize(report, receiver);
    }
    if (prune && !dryRun) {
      prune(repository);
    }
    return ExitStatus.DONE;
  }

  private Compression compression(PushConfig defaults) throws UsageException {
    String word = compression.or(defaults::compression).orElse("auto");
    return switch (word) {
      case "auto" -> Compression.AUTO;
      case "none" -> Compression.NONE;
      case "delta" -> Compression.DELTA;
      default -> throw new UsageException("compression is auto, none or delta, not '" + word + "'");
    };
  }

  private void prune(Repository repository) throws IOException {
    String pruned;
    try {
      pruned = Pruning.run(repository);
    } catch (IOException e) {
      throw new IOException(
          "the push succeeded; pruning %s failed: %s"
              .formatted(repository.layout().root(), Main.message(e)),
          e);
    }
    if (!quiet && !json) {
      console.say(pruned);
    }
  }

  private ReceiverAddress receiver(PushConfig defaults) throws IOException {
    Optional<PushConfig.Tls> tls = defaults.tls();
    TlsOptions options =
        new TlsOptions(
            cacert.or(() -> tls.flatMap(PushConfig.Tls::cacert)).map(Path::of),
            cert.or(() -> tls.flatMap(PushConfig.Tls::cert)).map(Path::of),
            key.or(() -> tls.flatMap(PushConfig.Tls::key)).map(Path::of));
    try {
      options.requireUsable(); // or it would look like a fault of the push
      return ReceiverAddress.parse(
          address.or(defaults::address).orElse("http://localhost:8080"),
          findToken(defaults),
          options);
    } catch (MalformedException e) {
      throw new UsageException(e.rule());
    } catch (NoSuchFileException e) {
      throw new UsageException(Main.message(e));
    }
  }

  private String findToken(PushConfig defaults) throws IOException {
    if (token.isPresent()) {
      return token.get();
    }
    if (tokenFile.isPresent()) {
      return readToken(tokenFile.get());
    }
    if (defaults.token().isPresent()) {
      return defaults.token().get();
    }
    if (defaults.tokenFile().isPresent()) {
      return readToken(defaults.tokenFile().get());
    }
    return console
        .variable(TOKEN_VARIABLE)
        .orElseThrow(
            () ->
                new UsageException(
                    "a token is needed: set "
                        + TOKEN_VARIABLE
                        + " or give --token-file; 'ostree-upload gentoken' makes one on the"
                        + " receiver's machine"));
  }

  private String readToken(String file) throws IOException {
    byte[] bytes;
    if (file.equals("-")) {
      bytes = console.in().readNBytes(MAX_TOKEN_FILE);
    } else {
      try (var in = Files.newInputStream(Path.of(file))) {
        bytes = in.readNBytes(MAX_TOKEN_FILE);
      } catch (NoSuchFileException e) {
        throw new UsageException("token file " + file + " is not there");
      } catch (FileSystemException e) {
        throw e;
      } catch (IOException e) {
        throw new UsageException("token file " + file + ": " + e.getMessage());
      }
    }
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  private static List<RefName> refs(List<String> names) throws UsageException {
    List<RefName> refs = new ArrayList<>();
    for (String name : names) {
      try {
        refs.add(RefName.parse(name));
      } catch (MalformedException e) {
        throw new UsageException(e.rule());
      }
    }
    return refs;
  }

  private void summarize(PushReport report, ReceiverAddress receiver) {
    for (PushReport.Branch branch : report.branches()) {
      String state = branch.isMoved() ? (dryRun ? "would be " : "is now ") : "is already ";
      console.out().println(branch.ref() + " " + state + branch.after());
    }
    if (dryRun) {
      console.out().println("nothing was sent to " + receiver);
    } else if (report.bytes() == 0) {
      console.out().println("nothing to send, " + Amounts.time(report.time()));
    } else {
      console
          .out()
          .println(
              "sent %s, %s in %s (%s)"
                  .formatted(
                      Amounts.count(report.objects(), "object"),
                      Amounts.bytes(report.bytes()),
                      Amounts.time(report.time()),
                      Amounts.rate(report.bytes(), report.time())));
    }
    if (verbose) {
      console.say(Amounts.count(report.requests(), "request"));
    }
  }
}
