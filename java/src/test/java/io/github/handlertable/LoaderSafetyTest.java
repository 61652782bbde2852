// SPDX-License-Identifier: Apache-2.0
package io.github.handlertable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.handlertable.child.HandleOnce;
import io.github.handlertable.internal.NativeLoader;
import io.github.handlertable.support.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While the library lies in its directory, another user can't put his own in its place. */
class LoaderSafetyTest {
  private static final String TMPDIR = "io.github.handlertable.tmpdir";

  @TempDir Path temporary;

  /** A tmpdir, and what of its path the other user may try to rename. */
  private enum Place {
    WRITABLE_BY_ALL(false) {
      @Override
      Path make(Path in) throws Exception {
        return chmod(0777, Files.createDirectory(in.resolve("open")));
      }
    },
    IN_ONE_THAT_IS_WRITABLE_BY_ALL(false) {
      @Override
      Path make(Path in) throws Exception {
        Path open = chmod(0777, Files.createDirectory(in.resolve("open")));
        return Files.createDirectory(open.resolve("tmp"));
      }
    },
    OF_THE_OTHER_USER(false) {
      @Override
      Path make(Path in) throws Exception {
        return chown(Files.createDirectory(in.resolve("his")));
      }
    },
    STICKY_BUT_OF_THE_OTHER_USER(false) {
      @Override
      Path make(Path in) throws Exception {
        return chmod(01777, chown(Files.createDirectory(in.resolve("his"))));
      }
    },
    IN_ONE_OF_THE_OTHER_USER(false) {
      @Override
      Path make(Path in) throws Exception {
        Path his = chown(Files.createDirectory(in.resolve("his")));
        return Files.createDirectory(his.resolve("tmp"));
      }
    },
    BY_A_LINK_OF_THE_OTHER_USER(true) {
      @Override
      Path make(Path in) throws Exception {
        Path his = chown(Files.createDirectory(in.resolve("his")));
        Path good = Files.createDirectory(in.resolve("good"));
        return Files.createSymbolicLink(his.resolve("link"), good);
      }
    },
    STICKY(true) {
      @Override
      Path make(Path in) throws Exception {
        return chmod(01777, Files.createDirectory(in.resolve("tmp")));
      }
    };

    /** Whether it may be used. */
    final boolean safe;

    Place(boolean safe) {
      this.safe = safe;
    }

    abstract Path make(Path in) throws Exception;
  }

  private static Path chmod(int mode, Path directory) throws IOException {
    Files.setAttribute(directory, "unix:mode", mode);
    return directory;
  }

  private static Path chown(Path directory) throws IOException {
    Files.setAttribute(directory, "unix:uid", Child.USER);
    return directory;
  }

  @BeforeEach
  void needsTwoUsersAndAWayForBoth() throws Exception {
    assumeTrue(
        Child.isRoot() || System.getenv("HT_REQUIRE_TOOLS") != null,
        "only root can act as another user");
    Child.runBehindAsUser("true", List.of("true")).succeeded(); // else nothing could be moved
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @EnumSource
  void anotherUserCannotMoveWhatIsLoaded(Place place) throws Exception {
    Path directory = place.make(temporary);
    List<Path> used = new ArrayList<>();
    String old = System.getProperty(TMPDIR, "");
    System.setProperty(TMPDIR, directory.toString());
    try {
      NativeLoader.load("handlertable", file -> used.add(tryToMove(Path.of(file).getParent())));
    } finally {
      System.setProperty(TMPDIR, old);
    }
    assertEquals(1, used.size());
    Path parent = used.get(0).getParent();
    assertEquals(place.safe, parent.startsWith(directory.toRealPath()), parent.toString());
  }

  /** Each part of the path, as the other user. */
  private static Path tryToMove(Path own) {
    try {
      for (Path part = own; part.getParent() != null; part = part.getParent()) {
        Child move =
            Child.runBehindAsUser("true", List.of("mv", "-T", part.toString(), part + ".moved"));
        assertNotEquals(0, move.status(), () -> move + "\n" + own);
        assertTrue(Files.exists(own), move.output());
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return own;
  }

  @Test
  void whereNoDirectoryIsSafeTheErrorSaysWhy() throws Exception {
    Path open = Place.WRITABLE_BY_ALL.make(temporary);
    Path his = Place.OF_THE_OTHER_USER.make(temporary);
    List<String> options =
        Child.options(
            "-D" + TMPDIR + "=" + open,
            "-Djava.io.tmpdir=" + his,
            "-Duser.dir=" + open,
            "-Duser.home=" + his);
    Child.java(options, HandleOnce.class)
        .failed(
            open + " is not safe: all users may write to it, and it is not sticky",
            his + " is not safe: it belongs to another user, uid " + Child.USER);
  }
}
