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
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.ostreeupload.pusher.PushException;
import org.ostreeupload.store.ObjectException;
import org.ostreeupload.store.RepositoryException;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.tokens.TokenFileException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** The program. */
public final class Main {
  private static final Path STDERR = Path.of("/proc/self/fd/2");
  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/|tty|console|hvc).*");

  private Main() {}

  /** Runs the command that the arguments name, and ends the process with its status. */
  public static void main(String[] arguments) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Console console =
        new Console(System.in, out, err, isTerminal(STDERR), System.getenv(), version());
    int status = commandLine(console, arguments).execute(arguments);
    System.exit(out.checkError() && status == ExitStatus.DONE ? ExitStatus.FAILED : status);
  }

  /**
   * Says whether a descriptor is one of a terminal. Asking the C library would take longer than all
   * the rest of a short command.
   */
  private static boolean isTerminal(Path descriptor) {
    try {
      return TERMINAL.matcher(Files.readSymbolicLink(descriptor).toString()).matches();
    } catch (IOException e) {
      return false; // it is closed, or nobody can tell: then nothing is drawn on it
    }
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

  /** The program with all of its commands. */
  static CommandLine commandLine(Console console) {
    return commandLine(console, commands(console));
  }

  /** The same as far as these arguments need it: making a command takes a while. */
  private static CommandLine commandLine(Console console, String[] arguments) {
    Map<String, Supplier<Object>> all = commands(console);
    if (arguments.length > 0 && all.containsKey(arguments[0])) {
      all.keySet().retainAll(Set.of(arguments[0]));
    }
    return commandLine(console, all);
  }

  private static Map<String, Supplier<Object>> commands(Console console) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("gentoken", () -> new GentokenCommand(console));
    commands.put("receive", () -> new ReceiveCommand(console));
    commands.put("push", () -> new PushCommand(console));
    commands.put("init", () -> new InitCommand(console));
    commands.put("commit", () -> new CommitCommand(console));
    commands.put("prune", () -> new PruneCommand(console));
    commands.put("fsck", () -> new FsckCommand(console));
    return commands;
  }

  private static CommandLine commandLine(Console console, Map<String, Supplier<Object>> commands) {
    CommandLine root = new CommandLine(new RootCommand());
    commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
    root.addSubcommand(new CommandLine.HelpCommand())
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
