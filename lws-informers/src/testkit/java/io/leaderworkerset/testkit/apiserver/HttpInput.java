package io.leaderworkerset.testkit.apiserver;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.annotation.Nullable;

/** Reads HTTP/1.1 requests from one connection. */
final class HttpInput {
  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_BODY = 16 * 1024 * 1024;

  private final BufferedInputStream in;

  /** The request line and the headers by lower-case name. */
  record Head(String method, String target, Map<String, String> headers) {}

  HttpInput(InputStream in) {
    this.in = new BufferedInputStream(in, 16 * 1024);
  }

  /** Returns the next request's head; null at the end of the connection. */
  @Nullable
  Head readHead() throws IOException {
    String line = readLine();
    while (line != null && line.isEmpty()) {
      line = readLine();
    }
    if (line == null) {
      return null;
    }
    String[] words = line.split(" ");
    if (words.length != 3) {
      throw new IOException("not a request line: " + line);
    }
    Map<String, String> headers = new HashMap<>();
    for (String header = readLine(); header != null && !header.isEmpty(); header = readLine()) {
      int colon = header.indexOf(':');
      if (colon > 0) {
        headers.merge(
            header.substring(0, colon).toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip(),
            (a, b) -> a + "," + b);
      }
    }
    return new Head(words[0], words[1], headers);
  }

  /** Returns the body; asks for it first if the client waits to be asked. */
  byte[] readBody(Head head, OutputStream out) throws IOException {
    if ("100-continue".equalsIgnoreCase(head.headers().get("expect"))) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    if ("chunked".equalsIgnoreCase(head.headers().get("transfer-encoding"))) {
      return readChunks();
    }
    String length = head.headers().get("content-length");
    return length == null ? new byte[0] : readFully(Integer.parseInt(length));
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      String line = readLine();
      if (line == null) {
        throw new EOFException("connection closed within a chunked body");
      }
      int size = Integer.parseInt(line.split(";")[0].strip(), 16);
      if (size == 0) {
        String trailer = readLine();
        while (trailer != null && !trailer.isEmpty()) {
          trailer = readLine();
        }
        return out.toByteArray();
      }
      out.write(readFully(size));
      readLine();
    }
  }

  private byte[] readFully(int length) throws IOException {
    if (length > MAX_BODY) {
      throw new IOException("request body of " + length + " bytes is over " + MAX_BODY);
    }
    byte[] out = in.readNBytes(length);
    if (out.length < length) {
      throw new EOFException("connection closed within a body");
    }
    return out;
  }

  @Nullable
  private String readLine() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    int c = in.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      if (out.size() > MAX_LINE) {
        throw new IOException("header line over " + MAX_LINE + " bytes");
      }
      if (c != '\r') {
        out.write(c);
      }
      c = in.read();
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /** Looks at the next byte without taking it; negative at the end. */
  int peek() throws IOException {
    in.mark(1);
    int c = in.read();
    in.reset();
    return c;
  }
}
