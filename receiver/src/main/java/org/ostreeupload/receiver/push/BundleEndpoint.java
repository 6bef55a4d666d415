// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.receiver.push;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ostreeupload.protocol.Routes;
import org.ostreeupload.protocol.bundle.BundleReader;
import org.ostreeupload.protocol.bundle.Frame;
import org.ostreeupload.protocol.message.BundleResult;
import org.ostreeupload.protocol.message.BundleResult.Refusal;
import org.ostreeupload.protocol.message.Limits;
import org.ostreeupload.store.gvariant.MalformedException;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.ObjectType;
import org.ostreeupload.store.patch.PatchMaker;
import org.ostreeupload.store.patch.PatchWork;
import org.ostreeupload.store.publish.ObjectSink;
import org.ostreeupload.store.publish.Transaction;

/** Takes a bundle: every object that is what its name says is staged, the others are named. */
final class BundleEndpoint implements Handler {
  private static final int MAX_REFUSALS = 1_000;
  private static final long MAX_PATCH_WORK = 2 * PatchMaker.MAX_SIZE;

  private final PushSessions sessions;
  private final Limits limits;

  BundleEndpoint(PushSessions sessions, Limits limits) {
    this.sessions = sessions;
    this.limits = limits;
  }

  @Override
  public void handle(Context context) throws IOException {
    PushSession session = sessions.find(context);
    boolean measured = context.queryParam(Routes.MEASURE) != null;
    BundleResult result =
        session.share(
            transaction -> {
              Arrival arrival =
                  measured
                      ? Arrival.measure(context.bodyInputStream())
                      : Arrival.unmeasured(context.bodyInputStream());
              BundleReader reader = new BundleReader(arrival.body(), limits);
              return new Intake(transaction, reader).take(arrival.rate());
            });
    Answers.json(context, 200, result);
  }

  /** One bundle on its way in. */
  private static final class Intake {
    private final Transaction transaction;
    private final BundleReader reader;
    private final List<Refusal> refused = new ArrayList<>();
    private int stored;
    private int present;
    private boolean commitRefused;
    private final PatchWork patchWork = new PatchWork(MAX_PATCH_WORK);

    Intake(Transaction transaction, BundleReader reader) {
      this.transaction = transaction;
      this.reader = reader;
    }

    BundleResult take(Optional<Long> rate) throws IOException {
      for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
        switch (next.get()) {
          case Frame.ObjectFrame frame -> takeObject(frame);
          case Frame.PatchFrame frame -> takePatch(frame);
          case Frame.DetachedFrame frame -> takeDetached(frame);
        }
      }
      return new BundleResult(stored, present, rate, refused);
    }

    /**
     * Takes no commit behind one that was refused: whoever goes on with the push would take a
     * commit that is there for the end of what is missing.
     */
    private void takeObject(Frame.ObjectFrame frame) throws IOException {
      boolean isCommit = frame.name().type() == ObjectType.COMMIT;
      if (isCommit && commitRefused) {
        refuse(frame.name(), "is behind a commit that was refused");
        return;
      }
      Optional<ObjectSink> free = transaction.write(frame.name(), frame.form(), frame.length());
      if (free.isEmpty()) {
        present++;
        return;
      }
      try (ObjectSink sink = free.get()) {
        if (accepts(frame.name(), () -> copy(sink)) && accepts(frame.name(), sink::finish)) {
          stored++;
        } else {
          commitRefused |= isCommit;
        }
      }
    }

    private void copy(ObjectSink sink) throws IOException {
      for (ByteBuffer piece = reader.read(); piece.hasRemaining(); piece = reader.read()) {
        sink.write(piece);
      }
    }

    private void takePatch(Frame.PatchFrame frame) throws IOException {
      if (transaction.contains(frame.name())) {
        present++;
        return;
      }
      if (accepts(
          frame.name(), () -> transaction.writePatched(frame.name(), reader.stream(), patchWork))) {
        stored++;
      }
    }

    private void takeDetached(Frame.DetachedFrame frame) throws IOException {
      byte[] bytes = reader.readAll();
      ObjectName commit = ObjectName.commit(frame.commit());
      if (accepts(commit, () -> transaction.writeDetached(frame.commit(), bytes))) {
        stored++;
      }
    }

    /** A step that throws {@link MalformedException} if an object is not what it should be. */
    @FunctionalInterface
    private interface Check {
      void run() throws IOException;
    }

    private boolean accepts(ObjectName name, Check check) throws IOException {
      try {
        check.run();
        return true;
      } catch (MalformedException e) {
        refuse(name, e.rule());
        return false;
      }
    }

    private void refuse(ObjectName name, String rule) {
      if (refused.size() < MAX_REFUSALS) {
        refused.add(new Refusal(name, rule));
      }
    }
  }
}
