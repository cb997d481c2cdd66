// A built file.
