package io.leaderworkerset.examples.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds types that are public for nobody. A public type is for somebody if another package uses it,
 * a document names it, it is a program, or what is public for somebody extends, takes, returns or
 * throws it.
 */
final class PublicTypes {
  private static final Pattern WORD = Pattern.compile("\\b[A-Z][A-Za-z0-9]+\\b");

  private final Collection<JavaClass> classes;
  private final Set<String> named = new HashSet<>();
  private final Set<String> caughtElsewhere = new HashSet<>();

  /**
   * Looks at classes.
   *
   * @param classes all of them, users included
   * @param documents the text of the documents
   */
  PublicTypes(Collection<JavaClass> classes, String documents) {
    this.classes = classes;
    Matcher words = WORD.matcher(documents);
    while (words.find()) {
      named.add(words.group());
    }
    for (JavaClass each : classes) {
      for (JavaCodeUnit unit : each.getCodeUnits()) {
        unit.getTryCatchBlocks().stream()
            .flatMap(block -> block.getCaughtThrowables().stream())
            .filter(caught -> !caught.getPackageName().equals(each.getPackageName()))
            .forEach(caught -> caughtElsewhere.add(caught.getName()));
      }
    }
  }

  /** Returns the full names of the public types in those packages that are for nobody. */
  Set<String> forNobody(String packages) {
    Set<JavaClass> used = new HashSet<>();
    Deque<JavaClass> toFollow = new ArrayDeque<>();
    for (JavaClass each : classes) {
      if (isPublic(each) && isUsed(each) && used.add(each)) {
        toFollow.add(each);
      }
    }
    while (!toFollow.isEmpty()) {
      for (JavaClass each : inSignatures(toFollow.remove())) {
        if (used.add(each)) {
          toFollow.add(each);
        }
      }
    }
    Set<String> out = new TreeSet<>();
    for (JavaClass each : classes) {
      if (each.isTopLevelClass()
          && isPublic(each)
          && each.getPackageName().startsWith(packages)
          && !used.contains(each)) {
        out.add(each.getName());
      }
    }
    return out;
  }

  private boolean isUsed(JavaClass type) {
    return named.contains(type.getSimpleName())
        || caughtElsewhere.contains(type.getName())
        || type.tryGetMethod("main", String[].class).isPresent()
        || type.getDirectDependenciesToSelf().stream()
            .anyMatch(d -> !d.getOriginClass().getPackageName().equals(type.getPackageName()));
  }

  private static Set<JavaClass> inSignatures(JavaClass type) {
    Set<JavaClass> out = new HashSet<>(type.getRawInterfaces());
    type.getRawSuperclass().ifPresent(out::add);
    type.getEnclosingClass().ifPresent(out::add);
    for (JavaCodeUnit each : type.getCodeUnits()) {
      if (each.getModifiers().contains(JavaModifier.PUBLIC)
          || each.getModifiers().contains(JavaModifier.PROTECTED)) {
        out.addAll(each.getReturnType().getAllInvolvedRawTypes());
        for (JavaType parameter : each.getParameterTypes()) {
          out.addAll(parameter.getAllInvolvedRawTypes());
        }
        out.addAll(each.getExceptionTypes());
      }
    }
    return out;
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC);
  }
}
