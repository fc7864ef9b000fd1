package dev.longtail.labeler.net;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hosts that are reached without a proxy, as {@code NO_PROXY} lists them, separated by commas
 * or blanks: {@code *} for all; a name, with a point before it or not, for it and all below it; an
 * address; a network ({@code 10.0.0.0/8}); each but a network with a port or without. Names are not
 * resolved. This machine ({@code localhost}, loopback addresses) is always among them.
 */
final class NoProxy {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");

  private record Entry(String host, int port, Optional<Network> network) {}

  /** Addresses whose first bits are equal. */
  private record Network(byte[] address, int bits) {
    boolean holds(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      int rest = address.length * 8 - bits;
      return new BigInteger(1, address)
          .shiftRight(rest)
          .equals(new BigInteger(1, other).shiftRight(rest));
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private boolean all;

  private NoProxy() {}

  /** What {@code list} names; an entry that is nothing of the kind is passed over. */
  static NoProxy of(String list) {
    NoProxy direct = new NoProxy();
    for (String entry : list.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
      if (entry.equals("*")) {
        direct.all = true;
      } else if (!entry.isEmpty()) {
        direct.add(entry);
      }
    }
    return direct;
  }

  private void add(String entry) {
    int slash = entry.indexOf('/');
    if (slash >= 0) {
      Optional<byte[]> address = address(entry.substring(0, slash));
      String bits = entry.substring(slash + 1);
      if (address.isPresent()
          && bits.matches("[0-9]{1,3}")
          && Integer.parseInt(bits) <= address.get().length * 8) {
        entries.add(
            new Entry("", -1, Optional.of(new Network(address.get(), Integer.parseInt(bits)))));
      }
      return;
    }
    String host = entry;
    int port = -1;
    int colon = entry.lastIndexOf(':');
    boolean ipv6 = entry.indexOf(':') != colon && !entry.startsWith("[");
    if (colon > entry.lastIndexOf(']')
        && !ipv6
        && entry.substring(colon + 1).matches("[0-9]{1,5}")) {
      host = entry.substring(0, colon);
      port = Integer.parseInt(entry.substring(colon + 1));
    }
    host = unbracketed(host);
    int bits = address(host).map(bytes -> bytes.length * 8).orElse(-1);
    Optional<Network> network = address(host).map(bytes -> new Network(bytes, bits));
    String name = host.startsWith("*.") ? host.substring(2) : host;
    entries.add(new Entry(name.startsWith(".") ? name.substring(1) : name, port, network));
  }

  /** Whether {@code host} at {@code port} is reached directly. */
  boolean holds(String host, int port) {
    String name = unbracketed(host.toLowerCase(Locale.ROOT));
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    Optional<byte[]> address = address(name);
    return all || isThisMachine(name, address) || isListed(name, address, port);
  }

  private boolean isListed(String name, Optional<byte[]> address, int port) {
    for (Entry entry : entries) {
      boolean here =
          entry.network().isPresent()
              ? address.isPresent() && entry.network().get().holds(address.get())
              : name.equals(entry.host()) || name.endsWith("." + entry.host());
      if (here && (entry.port() < 0 || entry.port() == port)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isThisMachine(String name, Optional<byte[]> address) {
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      return address.isPresent() && InetAddress.getByAddress(address.get()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // it has neither 4 nor 16 bytes
    }
  }

  /** The bytes of a literal address; a name is never resolved. */
  private static Optional<byte[]> address(String text) {
    String literal = unbracketed(text);
    if (!IPV4.matcher(literal).matches() && literal.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(literal).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
