// SPDX-License-Identifier: AGPL-3.0-or-later
package org.ostreeupload.testdata.crash;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Attribute views that note that something was changed. */
final class RecordingView {
  private static final Pattern CHANGES = Pattern.compile("(set|write|delete).*");

  private RecordingView() {}

  /** The same view of a real path, recorded. */
  static <V extends FileAttributeView> V of(Recorder recorder, Path path, Class<V> type, V view) {
    Object proxy =
        Proxy.newProxyInstance(
            RecordingView.class.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                CHANGES.matcher(method.getName()).matches()
                    ? recorder.touch(path, () -> call(view, method, arguments))
                    : call(view, method, arguments));
    return type.cast(proxy);
  }

  private static @Nullable Object call(
      FileAttributeView view, Method method, @Nullable Object @Nullable [] arguments)
      throws IOException {
    try {
      return method.invoke(view, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(method + " threw", e);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the methods of an interface are public", e);
    }
  }
}
