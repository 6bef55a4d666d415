// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.ostreeupload.tokens.Token;
import org.ostreeupload.tokens.TokenEntry;
import org.ostreeupload.tokens.TokenFile;
import org.ostreeupload.tokens.TokenFileException;
import org.ostreeupload.tokens.TokenId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a token. */
@Command(
    name = "gentoken",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a token for pushing: prints it on standard output and nothing else there, and adds"
          + " what recognizes it to the token file. A receiver that runs takes it within a second."
    })
final class GentokenCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      defaultValue = "ostree-upload.yaml",
      description = "The token file (default: ${DEFAULT-VALUE}); made if it is not there.")
  private Path config = Path.of("");

  GentokenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws TokenFileException {
    SecureRandom random = new SecureRandom();
    Token token = Token.random(random);
    TokenEntry entry = TokenEntry.issue(TokenId.random(random), token, Instant.now());
    TokenFile.at(config).append(entry);
    console.say("token '" + entry.id() + "' added to " + config + "; it is shown only this once");
    console.out().println(token.reveal());
    return ExitStatus.DONE;
  }
}
