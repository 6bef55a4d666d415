// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.ostreeupload.testdata.Ostree;

/** {@code ostree pull} over HTTP from an nginx in front of the source: the wrong way round. */
record HttpPull() implements Contender {
  @Override
  public String name() {
    return "ostree pull";
  }

  @Override
  public Attempt prepare(Course course) throws IOException, InterruptedException {
    int port = Course.freePort();
    Path log = course.file("nginx-access.log");
    Path configuration = course.file("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        master_process off;
        user root;
        pid %1$s;
        error_log %2$s;
        events { worker_connections 1024; }
        http {
          access_log %3$s;
          client_body_temp_path %4$s;
          proxy_temp_path %4$s;
          fastcgi_temp_path %4$s;
          uwsgi_temp_path %4$s;
          scgi_temp_path %4$s;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 100000;
          server { listen 127.0.0.1:%5$d; location / { root %6$s; } }
        }
        """
            .formatted(
                course.file("nginx.pid"),
                course.file("nginx-error.log"),
                log,
                course.file("nginx-temporary"),
                port,
                course.data().source()));
    Server nginx =
        Server.start(
            List.of("nginx", "-c", configuration + "", "-e", course.file("nginx-error.log") + ""),
            port,
            course.file("nginx.log"));
    Ostree destination = Ostree.in(course.destination());
    destination.run(
        "remote", "add", "--no-gpg-verify", Ostree.REMOTE, "http://127.0.0.1:" + course.port(port));
    // As a mirror, so that the branch is the same as after a push.
    List<String> pull =
        List.of(
            "ostree",
            "--repo=" + course.destination(),
            "pull",
            "--mirror",
            Ostree.REMOTE,
            DataSet.BRANCH);
    return new Attempt(pull, Map.of(), Optional.of(nginx)) {
      @Override
      long requests(Path out) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
          return lines.count();
        }
      }
    };
  }
}
