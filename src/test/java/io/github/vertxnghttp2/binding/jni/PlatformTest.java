package io.github.vertxnghttp2.binding.jni;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlatformTest {
  private static final Path ROOT = Path.of(System.getProperty("project.basedir", "."));
  private static final String CODE = "7f10000000-7f10180000 r-xp 00026000 fe:00 1234   ";

  @TempDir
  Path directory;

  private static String name(String os, String arch, boolean musl) {
    return Platform.of(os, arch, musl).toString();
  }

  private Path maps(String... mapped) throws IOException {
    return Files.write(directory.resolve("maps"), List.of(mapped));
  }

  @Test
  void platforms_are_named_as_the_build_names_them() {
    assertEquals("linux-x86_64", name("Linux", "amd64", false));
    assertEquals("linux-aarch64", name("Linux", "aarch64", false));
    assertEquals("linux-musl-x86_64", name("Linux", "amd64", true));
    assertEquals("linux-musl-aarch64", name("Linux", "aarch64", true));
    assertEquals("linux-riscv64", name("Linux", "riscv64", false));
    assertEquals("macos-aarch64", name("Mac OS X", "aarch64", false));
    assertEquals("windows-x86_64", name("Windows Server 2022", "amd64", false));
  }

  @Test
  void the_library_that_is_mapped_tells_musl_from_glibc() throws IOException {
    Path withMuslInstalled = Files.createFile(directory.resolve("ld-musl-x86_64.so.1")).getParent();
    assertTrue(Platform.isMusl(maps(CODE + "/usr/bin/java", CODE + "/lib/ld-musl-aarch64.so.1"), directory));
    assertTrue(Platform.isMusl(maps(CODE + "/lib/libc.musl-x86_64.so.1"), directory));
    assertFalse(Platform.isMusl(maps(CODE + "/usr/lib/x86_64-linux-gnu/libc.so.6"), withMuslInstalled));
  }

  @Test
  void without_proc_the_loader_of_musl_decides() throws IOException {
    assertFalse(Platform.isMusl(directory.resolve("missing"), directory));
    Files.createFile(directory.resolve("ld-musl-x86_64.so.1"));
    assertTrue(Platform.isMusl(directory.resolve("missing"), directory));
    assertFalse(Platform.isMusl(directory.resolve("missing"), directory.resolve("missing")));
  }

  @Test
  void the_script_builds_the_library_of_each_platform_that_has_a_native_jar() throws IOException {
    String script = Files.readString(ROOT.resolve("native-libs/natives.sh"));
    String all = String.join(" ", Platform.WITH_NATIVE_JAR.stream().map(Platform::toString).toList());
    assertTrue(script.contains("${platforms:-" + all + "}"), all);
  }

  @Test
  void the_build_makes_the_native_jar_of_each_platform() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    for (Platform platform : Platform.WITH_NATIVE_JAR) {
      assertTrue(pom.contains("<classifier>" + platform + "</classifier>"), platform.toString());
      assertTrue(pom.contains("<include>META-INF/native/" + platform + "/**</include>"), platform.toString());
    }
  }

  @Test
  void a_folder_that_forbids_execution_is_recognized() {
    assertTrue(LibraryResource.isNoExec("/t/x.so: failed to map segment from shared object: Operation not permitted"));
    assertTrue(LibraryResource.isNoExec("Error loading shared library /t/x.so: Operation not permitted"));
    assertFalse(LibraryResource.isNoExec("/t/x.so: cannot open shared object file: No such file or directory"));
    assertFalse(LibraryResource.isNoExec(null));
  }
}
