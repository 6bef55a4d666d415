// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a command. */
@Command(
    name = "ostree-upload",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes OSTree commits from a build repository to a production repository.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "A first publish, with both repositories on this machine:",
      "  ostree-upload init --repo=build",
      "  ostree-upload init --repo=production",
      "  ostree-upload commit --repo=build --tree=dir=tree -b demo -s 'First'",
      "  export OSTREE_UPLOAD_TOKEN=$(ostree-upload gentoken)",
      "  ostree-upload receive --repo=production &",
      "  ostree-upload push --repo=build -b demo"
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  RootCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is needed.");
  }
}
