// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All races that there are. Each makes its data when it is asked for. */
final class Races {
  private static final int DELAY_MILLIS = 100;
  private static final long MEGABIT = 125_000; // bytes

  private final DataSets data;
  private final TmpfsCopy tmpfs;
  private final Path launcher;

  Races(DataSets data, TmpfsCopy tmpfs, Path launcher) {
    this.data = data;
    this.tmpfs = tmpfs;
    this.launcher = launcher;
  }

  /** Names a race. */
  enum Name {
    FULL,
    SMALL,
    UPDATE,
    NOTHING,
    LARGE,
    SLOW_UPDATE,
    DELAYED,
    ONE_OF_10K,
    ONE_OF_1M;

    /** As the command line has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Makes a race ready. */
  Race race(Name name) throws IOException, InterruptedException {
    return switch (name) {
      case FULL -> race(name, "a whole Debian system", full(data.debian()), all());
      case SMALL -> race(name, "100,000 small files", full(data.small()), all());
      case UPDATE -> race(name, "2 % of a Debian system changed", update(), all());
      case NOTHING ->
          race(
              name,
              "nothing to do, to a receiver that has answered before",
              new DataSet(tmpfs.of(data.debian()), Optional.of(data.debian())),
              List.of(ours(false), new LocalPull(), new HttpPull(), new RsyncOverSsh()));
      case LARGE ->
          race(
              name,
              "one file of 1 GiB",
              full(data.large()),
              List.of(ours(true), new Inflation(), new LocalPull(), new TreeCopy()));
      case SLOW_UPDATE ->
          new Race(
              name + "",
              "2 % of a Debian system, 100 Mbit/s, 20 ms each way",
              update(),
              Optional.of(new Link.Shape(100 * MEGABIT, 20)),
              List.of(ours(true), new HttpPull(), new RsyncOverSsh()));
      case DELAYED ->
          new Race(
              name + "",
              "a whole Debian system, 100 Mbit/s, 100 ms each way",
              full(data.debian()),
              Optional.of(new Link.Shape(100 * MEGABIT, DELAY_MILLIS)),
              List.of(ours(true)));
      case ONE_OF_10K ->
          race(name, "one file of 10,000 changed", oneOf(10_000), List.of(ours(true)));
      case ONE_OF_1M ->
          race(name, "one file of 1,000,000 changed", oneOf(1_000_000), List.of(ours(true)));
    };
  }

  private OurPush ours(boolean first) {
    return new OurPush("ostree-upload", launcher, List.of(), first);
  }

  private static Race race(Name name, String what, DataSet data, List<Contender> contenders) {
    return new Race(name + "", what, data, Optional.empty(), contenders);
  }

  private List<Contender> all() {
    return List.of(ours(true), new LocalPull(), new HttpPull(), new RsyncOverSsh(), new TreeCopy());
  }

  private DataSet full(Path source) throws IOException, InterruptedException {
    return DataSet.full(tmpfs.of(source));
  }

  private DataSet update() throws IOException, InterruptedException {
    return new DataSet(tmpfs.of(data.debianUpdated()), Optional.of(data.debian()));
  }

  private DataSet oneOf(int count) throws IOException, InterruptedException {
    return new DataSet(tmpfs.of(data.oneChangedOf(count)), Optional.of(data.of(count)));
  }
}
