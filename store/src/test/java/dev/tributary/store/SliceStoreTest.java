package dev.tributary.store;

/** On the server that is shipped. */
class SliceStoreTest extends SliceStoreContract {
  @Override
  Database open() {
    return TestServer.database();
  }
}
