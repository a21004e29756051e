package io.github.vertxnghttp2.frame;

import java.util.List;

/**
 * SETTINGS, RFC 9113 section 6.5.
 *
 * @param settings the parameters in their order. If one is repeated, its last value counts
 */
public record SettingsFrame(int flags, List<Setting> settings) implements Frame {
  public SettingsFrame {
    settings = List.copyOf(settings);
  }

  @Override
  public int type() {
    return FrameType.SETTINGS.code();
  }

  @Override
  public int length() {
    return 6 * settings.size();
  }

  @Override
  public int streamId() {
    return 0;
  }

  /** Whether the frame acknowledges the SETTINGS of the other side. Then it has no parameters. */
  public boolean isAck() {
    return has(Flag.ACK);
  }

  /** The last value given for a parameter, or {@code otherwise} if the frame has none. */
  public long value(SettingId setting, long otherwise) {
    long value = otherwise;
    for (Setting each : settings) {
      if (each.id == setting.id()) {
        value = each.value;
      }
    }
    return value;
  }

  /**
   * One parameter.
   *
   * @param id an unsigned 16-bit number
   * @param value an unsigned 32-bit number
   */
  public record Setting(int id, long value) {
    public Setting(SettingId setting, long value) {
      this(setting.id(), value);
    }

    /** The identifier, or {@code null} if it is unknown. */
    public SettingId setting() {
      return SettingId.of(id);
    }

    /** {@code INITIAL_WINDOW_SIZE=65535} */
    @Override
    public String toString() {
      return SettingId.nameOf(id) + "=" + value;
    }
  }
}
