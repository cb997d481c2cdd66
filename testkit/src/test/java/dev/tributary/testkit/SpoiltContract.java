package dev.tributary.testkit;

/** The contract over an adapter that breaks it; no test class of its own, since it must fail. */
final class SpoiltContract extends AdapterContract {
  private final ExampleProvider example;
  private final SpoiltAdapter.Syncing syncing;

  SpoiltContract(ExampleProvider example, SpoiltAdapter.Syncing syncing) {
    this.example = example;
    this.syncing = syncing;
  }

  @Override
  protected ProviderUnderTest provider() {
    return example.underTest(
        new ExampleFactory(
            environment -> new SpoiltAdapter(ExampleAdapter.of(environment), syncing)));
  }
}
