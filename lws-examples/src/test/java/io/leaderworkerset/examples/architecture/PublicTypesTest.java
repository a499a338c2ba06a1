package io.leaderworkerset.examples.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.leaderworkerset.examples.architecture.fixture.UsedByNobody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Public is what the README, another document or an example uses, or another package. */
class PublicTypesTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void everyPublicTypeOfTheLibraryIsForSomebody() {
    PublicTypes types = new PublicTypes(main(), documents());

    assertThat(types.forNobody("io.leaderworkerset"))
        .as("public types that nobody outside of their package uses")
        .isEmpty();
  }

  @Test
  void findsAPublicTypeThatNobodyUses() {
    List<JavaClass> classes = new ArrayList<>(main());
    new ClassFileImporter().importClasses(UsedByNobody.class).forEach(classes::add);

    assertThat(new PublicTypes(classes, documents()).forNobody("io.leaderworkerset"))
        .containsExactly(UsedByNobody.class.getName());
  }

  private static List<JavaClass> main() {
    return List.copyOf(
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.leaderworkerset"));
  }

  private static String documents() {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .map(PublicTypesTest::read)
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
