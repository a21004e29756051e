package io.github.vertxnghttp2.doctor.exam;

import java.util.List;

/** Looks at one thing, or at a few that belong together. */
public interface Check {

  /** The names of its findings, without the part after a dot. The first is that of the check itself. */
  List<String> names();

  /**
   * Looks, and reports to {@link Exam#add}. Runs on the thread of the command, and waits there.
   *
   * @throws CheckFailedException if what is tried does not succeed
   * @throws CheckTimeoutException if it takes too long
   */
  void run(Exam exam) throws CheckFailedException;
}
