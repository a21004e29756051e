package io.github.vertxnghttp2.impl.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;

import java.util.ArrayList;
import java.util.List;

/** The options of a channel that has TCP_NOTSENT_LOWAT, as those of epoll, and records what it is set to. */
final class EpollLikeConfig extends DefaultChannelConfig {
  private static final ChannelOption<Long> OPTION =
    ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

  private final List<Long> unsentLimits = new ArrayList<>();
  private boolean fails;

  EpollLikeConfig(Channel channel) {
    super(channel);
  }

  @Override
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    if (option != OPTION) {
      return super.setOption(option, value);
    }
    if (fails) {
      throw new ChannelException("not supported");
    }
    unsentLimits.add((Long) value);
    return true;
  }

  /** The values of TCP_NOTSENT_LOWAT, in the order in which they were set. */
  List<Long> unsentLimits() {
    return unsentLimits;
  }

  /** From now on, TCP_NOTSENT_LOWAT cannot be set. */
  void fail() {
    fails = true;
  }
}
