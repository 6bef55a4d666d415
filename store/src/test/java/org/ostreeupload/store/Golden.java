// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.store;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ostreeupload.store.object.Checksum;
import org.ostreeupload.store.object.ObjectName;
import org.ostreeupload.store.object.RefName;
import org.ostreeupload.testdata.GoldenRepositories;

/** The golden repositories, opened, and what their commits reach. */
public final class Golden {
  private Golden() {}

  /** Opens one. */
  public static Repository open(String name) throws IOException {
    return Repository.open(GoldenRepositories.get().repository(name));
  }

  /** The names of those that hold everything their heads reach: all but {@code partial}. */
  public static Stream<String> wholeRepositories() {
    return GoldenRepositories.get().names().stream().filter(name -> !name.equals("partial"));
  }

  /** The commit that a branch points to. */
  public static Checksum head(Repository repository, String branch) throws IOException {
    return repository.refs().head(RefName.parse(branch)).orElseThrow();
  }

  /** All heads and those of their ancestors that are there. */
  public static Set<Checksum> commits(Repository repository) throws IOException {
    return commits(repository, repository.refs().heads().values());
  }

  /** Some commits and those of their ancestors that are there. */
  public static Set<Checksum> commits(Repository repository, Iterable<Checksum> heads)
      throws IOException {
    Set<Checksum> commits = new TreeSet<>();
    for (Checksum head : heads) {
      commits.addAll(History.of(repository.objects(), head, commit -> false).commits());
    }
    return commits;
  }

  /** Every object that commits reach, in the order of the walk. */
  public static Set<ObjectName> closure(ObjectReader objects, Checksum... commits)
      throws IOException {
    return closure(objects, List.of(commits));
  }

  /** Every object that commits reach, in the order of the walk. */
  public static Set<ObjectName> closure(ObjectReader objects, Iterable<Checksum> commits)
      throws IOException {
    Set<ObjectName> names = new LinkedHashSet<>();
    Closure closure = new Closure(objects, names::add);
    for (Checksum commit : commits) {
      closure.walk(commit, Optional.empty());
    }
    return names;
  }
}
