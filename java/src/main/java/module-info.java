/** A lock-free table of event handlers, shared by Java and native code. */
module io.github.handlertable {
  exports io.github.handlertable;
}
