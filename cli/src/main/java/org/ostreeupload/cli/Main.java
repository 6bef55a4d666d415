// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Properties;
import org.ostreeupload.pusher.PushException;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.posix.Posix;
import org.ostreeupload.tokens.TokenFileException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** The program. */
public final class Main {
  private static final int STDERR = 2;

  private Main() {}

  /** Runs the command that the arguments name, and ends the process with its status. */
  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Console console =
        new Console(System.in, out, err, Posix.isTerminal(STDERR), System.getenv(), version());
    int status = commandLine(console).execute(arguments);
    System.exit(out.checkError() && status == ExitStatus.DONE ? ExitStatus.FAILED : status);
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.valueOf(properties.getProperty("version"));
  }

  static CommandLine commandLine(Console console) {
    CommandLine root =
        new CommandLine(new RootCommand())
            .addSubcommand(new GentokenCommand(console))
            .addSubcommand(new ReceiveCommand(console))
            .addSubcommand(new PushCommand(console))
            .addSubcommand(new InitCommand(console))
            .addSubcommand(new CommitCommand(console))
            .addSubcommand(new PruneCommand(console))
            .addSubcommand(new FsckCommand(console))
            .addSubcommand(new CommandLine.HelpCommand())
            .addSubcommand("generate-completion", hidden(new GenerateCompletion()));
    root.getCommandSpec().versionProvider(() -> version(console));
    for (CommandLine command : root.getSubcommands().values()) {
      command.getCommandSpec().versionProvider(() -> version(console));
    }
    return root.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setUsageHelpAutoWidth(true)
        .setExpandAtFiles(false) // the subject of a commit may begin with @
        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, console));
  }

  private static String[] version(Console console) {
    return new String[] {"ostree-upload " + console.version()};
  }

  private static CommandLine hidden(Object command) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().usageMessage().hidden(true);
    return line;
  }

  /** Tells the user what went wrong, and returns the status that says the same. */
  private static int explain(Exception exception, Console console) {
    return switch (exception) {
      case UsageException e -> say(console, e, ExitStatus.USAGE);
      case TokenFileException e -> say(console, e, ExitStatus.USAGE);
      case InvalidPathException e -> say(console, e, ExitStatus.USAGE);
      case PushException e -> say(console, e, ExitStatus.of(e.reason()));
      case RepositoryException e -> say(console, e, ExitStatus.REPOSITORY);
      case ObjectException e -> say(console, e, ExitStatus.REPOSITORY);
      case MalformedException e -> say(console, e, ExitStatus.FAILED);
      case IOException e -> say(console, e, ExitStatus.FAILED);
      default -> {
        console.say("this is a fault of the program, please report it:");
        exception.printStackTrace(console.err());
        yield ExitStatus.FAILED;
      }
    };
  }

  private static int say(Console console, Exception e, int status) {
    console.say("error: " + message(e));
    return status;
  }

  /** What an exception says, in words for the user. */
  static String message(Exception exception) {
    return switch (exception) {
      case NoSuchFileException e -> e.getFile() + ": no such file";
      case AccessDeniedException e -> e.getFile() + ": permission denied";
      default -> Objects.requireNonNullElse(exception.getMessage(), exception.toString());
    };
  }
}
