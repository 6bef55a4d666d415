// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code rsync} over ssh, objects before refs; it verifies and syncs nothing. */
record RsyncOverSsh() implements Contender {
  @Override
  public String name() {
    return "rsync";
  }

  @Override
  public Attempt prepare(Course course) throws IOException, InterruptedException {
    Path hostKey = generateKey(course.file("host-key"));
    Path key = generateKey(course.file("user-key"));
    int port = Course.freePort();
    Path configuration = course.file("sshd_config");
    Files.writeString(
        configuration,
        """
        ListenAddress 127.0.0.1:%d
        HostKey %s
        AuthorizedKeysFile %s.pub
        PidFile %s
        StrictModes no
        UsePAM no
        PermitRootLogin prohibit-password
        """
            .formatted(port, hostKey, key, course.file("sshd.pid")));
    // Only as root it wants this place, which is its own only where it is a service.
    Files.createDirectories(
        Path.of("/run/sshd"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Server sshd =
        Server.start(
            List.of("/usr/sbin/sshd", "-D", "-e", "-f", configuration + ""),
            port,
            course.file("sshd.log"));
    String ssh =
        "ssh -p %d -i %s -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
            .formatted(course.port(port), key);
    String source = course.data().source() + "/";
    return new Attempt(
        List.of(
            "rsync",
            "-a",
            "-e",
            ssh,
            source + "objects",
            source + "refs",
            "127.0.0.1:" + course.destination() + "/"),
        Map.of(),
        Optional.of(sshd));
  }

  private static Path generateKey(Path file) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file + "")
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("ssh-keygen failed");
    }
    return file;
  }
}
