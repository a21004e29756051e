package io.github.vertxnghttp2.it;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Tests that are skipped, each for all to see, where a program is missing; with CI=true they run, and fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPeer.Condition.class)
@interface NeedsPeer {

  /** The names of programs, all needed. */
  String[] value();

  final class Condition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if ("true".equals(System.getenv("CI"))) {
        return ConditionEvaluationResult.enabled("CI installs its peers");
      }
      for (String program : context.getRequiredTestClass().getAnnotation(NeedsPeer.class).value()) {
        if (Peer.located(program).isEmpty()) {
          return ConditionEvaluationResult.disabled(program + " is not installed; .ci/run says which package has it");
        }
      }
      return ConditionEvaluationResult.enabled("its peers are there");
    }
  }
}
