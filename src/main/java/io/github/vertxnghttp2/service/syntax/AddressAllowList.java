package io.github.vertxnghttp2.service.syntax;

import java.util.List;

/**
 * The event-bus addresses that routes at run time may have. An entry is an address, or the beginning of addresses
 * followed by {@code *}. Such a beginning does not include the addresses of this library and of Vert.x, which begin
 * with {@code nghttp2.} and {@code __vertx.}.
 */
public final class AddressAllowList {
  private static final List<String> RESERVED = List.of("nghttp2.", "__vertx.");

  private final List<String> entries;

  private AddressAllowList(List<String> entries) {
    this.entries = List.copyOf(entries);
  }

  /**
   * @param path the name of the list in error messages
   * @throws IllegalArgumentException if an entry is empty, or has a {@code *} that is not its last character
   */
  public static AddressAllowList of(List<String> entries, String path) {
    for (int i = 0; i < entries.size(); i++) {
      String entry = entries.get(i);
      int star = entry.indexOf('*');
      if (entry.isEmpty() || star >= 0 && star < entry.length() - 1) {
        throw new IllegalArgumentException(path + "[" + i + "] is \"" + entry
          + "\"; it must be an address, or the beginning of addresses and then *");
      }
    }
    return new AddressAllowList(entries);
  }

  public boolean allows(String address) {
    return entries.stream().anyMatch(entry -> matches(entry, address));
  }

  private static boolean matches(String entry, String address) {
    return entry.endsWith("*")
      ? address.startsWith(entry.substring(0, entry.length() - 1)) && RESERVED.stream().noneMatch(address::startsWith)
      : address.equals(entry);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressAllowList list && list.entries.equals(entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
