package io.github.vertxnghttp2.recording.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings, and keeps those of each code that explain most. */
final class FindingList {
  private static final Comparator<Finding> MOST = Comparator.comparingLong(Finding::explained).reversed();

  private final Map<FindingCode, List<Finding>> kept = new EnumMap<>(FindingCode.class);
  private final Map<FindingCode, Integer> counts = new EnumMap<>(FindingCode.class);

  void add(Finding finding) {
    List<Finding> same = kept.computeIfAbsent(finding.code(), code -> new ArrayList<>());
    counts.merge(finding.code(), 1, Integer::sum);
    same.add(finding);
    same.sort(MOST);
    if (same.size() > Diagnosis.MAX_PER_CODE) {
      same.remove(Diagnosis.MAX_PER_CODE);
    }
  }

  /** Errors first, then those that explain most. */
  List<Finding> sorted() {
    List<Finding> all = new ArrayList<>();
    kept.forEach((code, same) -> {
      int others = counts.get(code) - same.size();
      same.set(0, others == 0 ? same.get(0) : withOthers(same.get(0), others));
      all.addAll(same);
    });
    all.sort(Comparator.comparing((Finding finding) -> finding.severity() != Severity.ERROR).thenComparing(MOST)
      .thenComparing(Finding::severity));
    return List.copyOf(all.subList(0, Math.min(all.size(), Diagnosis.MAX_FINDINGS)));
  }

  private static Finding withOthers(Finding first, int others) {
    int all = others + Diagnosis.MAX_PER_CODE;
    String text = first.text() + " The same was found " + Words.number(all) + " times; the " + Diagnosis.MAX_PER_CODE
      + " that explain most are shown.";
    return new Finding(first.code(), first.severity(), first.streamId(), text, first.setting(), first.from(),
      first.to(), first.explained());
  }
}
