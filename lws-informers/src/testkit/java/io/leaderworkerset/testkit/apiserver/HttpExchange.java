package io.leaderworkerset.testkit.apiserver;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.annotation.Nullable;

/** One HTTP/1.1 request and the means to answer it, or to cut the connection instead. */
final class HttpExchange {
  private final Socket socket;
  private final HttpInput input;
  private final OutputStream output;
  private final String method;
  private final String path;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final byte[] body;
  private boolean answered;
  private boolean chunked;

  HttpExchange(
      Socket socket, HttpInput input, OutputStream output, HttpInput.Head head, byte[] body) {
    this.socket = socket;
    this.input = input;
    this.output = new BufferedOutputStream(output, 16 * 1024);
    this.method = head.method();
    int mark = head.target().indexOf('?');
    this.path = decode(mark < 0 ? head.target() : head.target().substring(0, mark), true);
    this.query = query(mark < 0 ? "" : head.target().substring(mark + 1));
    this.headers = head.headers();
    this.body = body;
  }

  private static String decode(String text, boolean isPath) {
    return URLDecoder.decode(isPath ? text.replace("+", "%2B") : text, StandardCharsets.UTF_8);
  }

  private static Map<String, String> query(String text) {
    Map<String, String> out = new LinkedHashMap<>();
    for (String part : text.split("&")) {
      if (!part.isEmpty()) {
        int eq = part.indexOf('=');
        out.putIfAbsent(
            decode(eq < 0 ? part : part.substring(0, eq), false),
            eq < 0 ? "" : decode(part.substring(eq + 1), false));
      }
    }
    return out;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  Map<String, String> query() {
    return query;
  }

  /** Returns a header by its lower-case name; empty if absent. */
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  byte[] body() {
    return body;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean keepsAlive() {
    return !header("connection").equalsIgnoreCase("close");
  }

  /** Answers with the parts one after the other. */
  void send(int code, String contentType, Map<String, String> more, List<byte[]> parts)
      throws IOException {
    answered = true;
    long length = parts.stream().mapToLong(p -> p.length).sum();
    StringBuilder head = head(code, contentType, more);
    head.append("Content-Length: ").append(length).append("\r\n\r\n");
    output.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    for (byte[] part : parts) {
      output.write(part);
    }
    output.flush();
  }

  /** Begins a chunked answer; {@link #chunk} and {@link #end} follow. */
  void begin(int code, String contentType) throws IOException {
    answered = true;
    chunked = true;
    StringBuilder head = head(code, contentType, Map.of());
    head.append("Transfer-Encoding: chunked\r\n\r\n");
    output.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    output.flush();
  }

  /** Writes the parts as one chunk, without flushing. */
  void chunk(byte[]... parts) throws IOException {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    output.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    for (byte[] part : parts) {
      output.write(part);
    }
    output.write('\r');
    output.write('\n');
  }

  void flush() throws IOException {
    output.flush();
  }

  void end() throws IOException {
    if (chunked) {
      output.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      output.flush();
    }
  }

  private StringBuilder head(int code, String contentType, Map<String, String> more) {
    StringBuilder out = new StringBuilder(256);
    out.append("HTTP/1.1 ").append(code).append(' ').append(phrase(code)).append("\r\n");
    out.append("Content-Type: ").append(contentType).append("\r\n");
    out.append("Cache-Control: no-cache, private\r\n");
    more.forEach((name, value) -> out.append(name).append(": ").append(value).append("\r\n"));
    return out;
  }

  private static String phrase(int code) {
    return switch (code) {
      case 200 -> "OK";
      case 201 -> "Created";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Entity";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Status";
    };
  }

  /** Closes the connection without an answer, or in the middle of one. */
  void cut() {
    answered = true;
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is closed, which is what was wanted
    }
  }

  boolean isCut() {
    return socket.isClosed();
  }

  /** Returns whether the client has gone; what it may have sent meanwhile is kept. */
  boolean isClientGone() {
    try {
      socket.setSoTimeout(1);
      return input.peek() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      resetTimeout();
    }
  }

  private void resetTimeout() {
    try {
      socket.setSoTimeout(0);
    } catch (IOException e) {
      // the connection is gone; the next write says so
    }
  }

  /** Returns a query parameter that means true when it is there at all or says so. */
  boolean isSet(String parameter) {
    String value = query.get(parameter);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  @Nullable
  String parameter(String name) {
    return query.get(name);
  }
}
