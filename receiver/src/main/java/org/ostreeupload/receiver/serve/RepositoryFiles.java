// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.serve;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Optional;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.store.Repository;
import org.ostreeupload.store.object.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET and HEAD below {@link Routes#REPOSITORY} with files of an archive repository, as
 * {@code ostree pull} wants them.
 *
 * <p>The files go out byte for byte, never compressed: OSTree clients do not undo that. Parts,
 * conditions and caching are as RFC 9110 and RFC 9111 have them. A file that is not there, or that
 * is not served (see {@link ServedPath}), is answered with 404 and nothing else, for clients ask
 * for much that is optional; no cache may keep that answer, since the next push may bring the file.
 *
 * <p>Answers go straight to the servlet's response, past Javalin's result and its compression. Safe
 * for many threads; one answer holds one open file and one buffer.
 */
public final class RepositoryFiles implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryFiles.class);
  private static final String PREFIX = Routes.REPOSITORY + "/";

  private final Repository repository;
  private final ServedObjectCheck check;
  private final InstantSource clock;

  /** Makes a handler for the files of a repository. */
  public RepositoryFiles(Repository repository, ServedObjectCheck check) {
    this(repository, check, InstantSource.system());
  }

  RepositoryFiles(Repository repository, ServedObjectCheck check, InstantSource clock) {
    this.repository = repository;
    this.check = check;
    this.clock = clock;
  }

  @Override
  public void handle(Context context) throws IOException {
    Optional<ServedFile> found = find(context.path());
    if (found.isEmpty()) {
      context.status(404).header("Cache-Control", "no-store").contentType("text/plain").result("");
      return;
    }
    try (ServedFile file = found.get()) {
      answer(context, file);
    }
  }

  private Optional<ServedFile> find(String requested) throws IOException {
    if (!requested.startsWith(PREFIX)) {
      return Optional.empty();
    }
    Optional<ServedPath> path = ServedPath.parse(requested.substring(PREFIX.length()));
    return path.isPresent() && isSound(path.get())
        ? ServedFile.open(repository.layout().root(), path.get(), clock.instant())
        : Optional.empty();
  }

  /** Metadata is small enough to be looked at first: a proxy would keep a damaged one for ever. */
  private boolean isSound(ServedPath path) throws IOException {
    Optional<ObjectName> object = path.object().filter(name -> name.type().isMetadata());
    return object.isEmpty()
        || check.passes(object.get(), () -> repository.objects().readMetadata(object.get()));
  }

  private void answer(Context context, ServedFile file) throws IOException {
    describe(context, file);
    Conditions conditions = Conditions.of(name -> field(context, name));
    switch (conditions.evaluate(file.validators())) {
      case NOT_MODIFIED -> {
        context.status(304);
        context.res().setContentLengthLong(file.size());
      }
      case FAILED -> context.status(412);
      case PROCEED -> {
        // RFC 9110, section 14.2: a range is defined for GET alone.
        boolean ranged = !isHead(context) && conditions.allowRange(file.validators());
        send(context, file, ByteRange.of(ranged ? field(context, "Range") : "", file.size()));
      }
    }
  }

  private static void describe(Context context, ServedFile file) {
    Validators validators = file.validators();
    context
        .contentType(file.path().kind().contentType())
        .header("Cache-Control", file.path().kind().cacheControl())
        .header("Accept-Ranges", "bytes")
        .header("ETag", validators.etag());
    validators
        .lastModified()
        .ifPresent(date -> context.res().setDateHeader("Last-Modified", date.toEpochMilli()));
  }

  private void send(Context context, ServedFile file, ByteRange range) throws IOException {
    switch (range) {
      case ByteRange.Whole() -> {
        context.status(200);
        send(context, file, 0, file.size());
        file.path().object().filter(name -> !name.type().isMetadata()).ifPresent(check::served);
      }
      case ByteRange.Part part -> {
        context.status(206).header("Content-Range", "bytes " + part + "/" + file.size());
        send(context, file, part.first(), part.size());
      }
      case ByteRange.Unsatisfiable() ->
          context.status(416).header("Content-Range", "bytes */" + file.size());
    }
  }

  private static void send(Context context, ServedFile file, long first, long count)
      throws IOException {
    HttpServletResponse response = context.res();
    response.setContentLengthLong(count);
    if (isHead(context)) {
      return;
    }
    try {
      file.send(first, count, response.getOutputStream());
    } catch (IOException e) {
      if (!response.isCommitted()) {
        response.reset();
        throw e;
      }
      // The server closes a connection on which less was sent than announced.
      LOG.warn("{} was not sent to its end: {}", file.path(), e.toString());
    }
  }

  private static boolean isHead(Context context) {
    return context.method().equals(HandlerType.HEAD);
  }

  private static String field(Context context, String name) {
    return String.join(", ", Collections.list(context.req().getHeaders(name)));
  }
}
