package dev.tributary.testkit;

import org.junit.jupiter.api.AfterEach;

class ExampleAdapterTest extends AdapterContract {
  private ExampleProvider example;

  @Override
  protected ProviderUnderTest provider() throws Exception {
    example = new ExampleProvider();
    return example.underTest(new ExampleFactory(ExampleAdapter::of));
  }

  @AfterEach
  void close() {
    example.close();
  }
}
